import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const driftMap = defineView({
  id: "drift-map",
  title: "Drift map",
  place: "units",
  component: View,
  dock: { beside: "amplitudes", direction: "within" },
});
