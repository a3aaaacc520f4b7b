import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const jobList = defineView({
  id: "job-list",
  title: "Jobs",
  place: "jobs",
  component: View,
});
