import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const mergeProposals = defineView({
  id: "merge-proposals",
  title: "Merge proposals",
  place: "units",
  component: View,
  dock: { beside: "unit-table", direction: "within" },
});
