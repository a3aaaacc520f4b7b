import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const pipeline = defineView({
  id: "pipeline",
  title: "Pipeline",
  place: "prep",
  component: View,
  dock: { beside: "before-after", direction: "left", width: 420 },
});
