import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const templateShape = defineView({
  id: "template-shape",
  title: "Template metrics",
  place: "units",
  component: View,
  dock: { beside: "waveforms", direction: "within" },
});
