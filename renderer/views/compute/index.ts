import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const compute = defineView({
  id: "compute",
  title: "Compute",
  place: "units",
  component: View,
  floating: { width: 1080, height: 560 },
  initial: false,
});
