import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const pairWaveforms = defineView({
  id: "pair-waveforms",
  title: "Waveforms of the pair",
  place: "compare",
  component: View,
  dock: { beside: "agreement", direction: "below", height: 330 },
});
