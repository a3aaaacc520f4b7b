import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const beforeAfter = defineView({
  id: "before-after",
  title: "Before and after",
  place: "prep",
  component: View,
});
