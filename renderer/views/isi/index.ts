import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const isi = defineView({
  id: "isi",
  title: "ISI",
  place: "units",
  component: View,
  dock: { beside: "correlograms", direction: "within" },
});
