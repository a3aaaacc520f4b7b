import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const correlograms = defineView({
  id: "correlograms",
  title: "Correlograms",
  place: "units",
  component: View,
  dock: { beside: "waveforms", direction: "right", width: 420 },
});
