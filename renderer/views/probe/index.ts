import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const probe = defineView({
  id: "probe",
  title: "Probe",
  place: "data",
  component: View,
  dock: { beside: "traces", direction: "left", width: 180 },
});
