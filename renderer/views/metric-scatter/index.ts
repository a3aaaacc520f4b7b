import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const metricScatter = defineView({
  id: "metric-scatter",
  title: "Metric scatter",
  place: "units",
  component: View,
  dock: { beside: "similarity", direction: "within" },
});
