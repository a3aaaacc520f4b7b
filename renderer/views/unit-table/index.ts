import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const unitTable = defineView({
  id: "unit-table",
  title: "Units",
  place: "units",
  component: View,
});
