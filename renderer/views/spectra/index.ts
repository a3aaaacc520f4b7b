import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const spectra = defineView({
  id: "spectra",
  title: "Spectra",
  place: "prep",
  component: View,
  dock: { beside: "before-after", direction: "right", width: 350 },
});
