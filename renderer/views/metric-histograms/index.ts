import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const metricHistograms = defineView({
  id: "metric-histograms",
  title: "Metric histograms",
  place: "units",
  component: View,
  dock: { beside: "unit-table", direction: "within" },
});
