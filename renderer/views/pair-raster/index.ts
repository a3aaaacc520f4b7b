import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const pairRaster = defineView({
  id: "pair-raster",
  title: "Spikes of the pair",
  place: "compare",
  component: View,
  dock: { beside: "pair-table", direction: "below", height: 330 },
});
