import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const performance = defineView({
  id: "performance",
  title: "Performance",
  place: "compare",
  component: View,
  dock: { beside: "pair-table", direction: "within" },
});
