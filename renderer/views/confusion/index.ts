import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const confusion = defineView({
  id: "confusion",
  title: "Confusion",
  place: "compare",
  component: View,
  dock: { beside: "agreement", direction: "within" },
});
