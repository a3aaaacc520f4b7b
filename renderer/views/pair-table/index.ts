import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const pairTable = defineView({
  id: "pair-table",
  title: "Matched pairs",
  place: "compare",
  component: View,
  dock: { beside: "agreement", direction: "right", width: 680 },
});
