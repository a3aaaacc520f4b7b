import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const similarUnits = defineView({
  id: "similar-units",
  title: "Similar units",
  place: "units",
  component: View,
  dock: { beside: "unit-table", direction: "within" },
});
