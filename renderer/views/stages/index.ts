import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const stages = defineView({
  id: "stages",
  title: "Stages",
  place: "sort",
  component: View,
  dock: { beside: "launcher", direction: "right", width: 860 },
});
