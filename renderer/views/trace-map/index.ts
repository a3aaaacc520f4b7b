import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const traceMap = defineView({
  id: "trace-map",
  title: "Trace map",
  place: "units",
  component: View,
  dock: { beside: "amplitudes", direction: "within" },
});
