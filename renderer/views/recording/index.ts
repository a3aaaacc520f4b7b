import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const recording = defineView({
  id: "recording",
  title: "Recording",
  place: "data",
  component: View,
  dock: { beside: "recordings", direction: "below", height: 560 },
});
