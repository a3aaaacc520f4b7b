import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const several = defineView({
  id: "several",
  title: "Several sortings",
  place: "compare",
  component: View,
  dock: { beside: "pair-table", direction: "within" },
});
