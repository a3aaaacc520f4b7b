import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const motion = defineView({
  id: "motion",
  title: "Motion",
  place: "sort",
  component: View,
  dock: { beside: "stages", direction: "within" },
});
