import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const similarity = defineView({
  id: "similarity",
  title: "Similarity",
  place: "units",
  component: View,
  dock: { beside: "correlograms", direction: "below", height: 340 },
});
