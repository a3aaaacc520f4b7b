import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const sortings = defineView({
  id: "sortings",
  title: "Sortings",
  place: "sort",
  component: View,
  dock: { beside: "stages", direction: "below", height: 250 },
});
