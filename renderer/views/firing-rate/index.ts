import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const firingRate = defineView({
  id: "firing-rate",
  title: "Firing rate",
  place: "units",
  component: View,
  dock: { beside: "amplitudes", direction: "within" },
});
