import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const amplitudes = defineView({
  id: "amplitudes",
  title: "Amplitudes",
  place: "units",
  component: View,
  dock: { beside: "waveforms", direction: "below", height: 300 },
});
