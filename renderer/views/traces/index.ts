import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const traces = defineView({
  id: "traces",
  title: "Traces",
  place: "data",
  component: View,
});
