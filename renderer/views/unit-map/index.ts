import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const unitMap = defineView({
  id: "unit-map",
  title: "Positions",
  place: "units",
  component: View,
  dock: { beside: "waveforms", direction: "left", width: 140 },
});
