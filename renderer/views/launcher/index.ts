import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const launcher = defineView({
  id: "launcher",
  title: "Run a sorter",
  place: "sort",
  component: View,
});
