import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const waveforms = defineView({
  id: "waveforms",
  title: "Waveforms",
  place: "units",
  component: View,
  dock: { beside: "unit-table", direction: "right", width: 950 },
});
