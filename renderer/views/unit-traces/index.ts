import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const unitTraces = defineView({
  id: "unit-traces",
  title: "Traces and spikes",
  place: "units",
  component: View,
  dock: { beside: "amplitudes", direction: "within" },
});
