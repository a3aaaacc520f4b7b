import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const spikeList = defineView({
  id: "spike-list",
  title: "Spike list",
  place: "units",
  component: View,
  dock: { beside: "similarity", direction: "within" },
});
