import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const recordings = defineView({
  id: "recordings",
  title: "Recordings",
  place: "data",
  component: View,
  dock: { beside: "traces", direction: "left", width: 330 },
});
