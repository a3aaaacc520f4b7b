import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const doubtQueue = defineView({
  id: "doubt-queue",
  title: "Queue",
  place: "units",
  component: View,
  dock: { beside: "unit-table", direction: "within" },
});
