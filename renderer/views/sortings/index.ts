import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const sortings = defineView({
  id: "sortings",
  title: "Sortings",
  place: "sort",
  component: View,
  dock: { beside: "launcher", direction: "right", width: 720 },
});
