import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const raster = defineView({
  id: "raster",
  title: "Raster",
  place: "units",
  component: View,
  dock: { beside: "amplitudes", direction: "within" },
});
