import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const rateCorrelogram = defineView({
  id: "rate-correlogram",
  title: "3-D ACG",
  place: "units",
  component: View,
  dock: { beside: "correlograms", direction: "within" },
});
