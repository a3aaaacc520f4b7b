import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const agreement = defineView({
  id: "agreement",
  title: "Agreement",
  place: "compare",
  component: View,
});
