import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const features = defineView({
  id: "features",
  title: "Features",
  place: "units",
  component: View,
  dock: { beside: "waveforms", direction: "within" },
});
