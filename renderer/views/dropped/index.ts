import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const dropped = defineView({
  id: "dropped",
  title: "Dropped units",
  place: "sort",
  component: View,
  dock: { beside: "sortings", direction: "within" },
});
