import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const spikeDepths = defineView({
  id: "spike-depths",
  title: "Depths",
  place: "units",
  component: View,
  dock: { beside: "amplitudes", direction: "within" },
});
