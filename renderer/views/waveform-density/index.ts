import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const waveformDensity = defineView({
  id: "waveform-density",
  title: "Waveform density",
  place: "units",
  component: View,
  dock: { beside: "waveforms", direction: "within" },
});
