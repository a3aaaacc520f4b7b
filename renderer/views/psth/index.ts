import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const psth = defineView({
  id: "psth",
  title: "Events",
  place: "units",
  component: View,
  dock: { beside: "correlograms", direction: "within" },
});
