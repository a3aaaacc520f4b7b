import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const runDifference = defineView({
  id: "run-difference",
  title: "Two runs",
  place: "compare",
  component: View,
  dock: { beside: "pair-table", direction: "within" },
});
