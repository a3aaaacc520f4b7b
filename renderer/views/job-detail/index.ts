import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const jobDetail = defineView({
  id: "job-detail",
  title: "Job",
  place: "jobs",
  component: View,
  dock: { beside: "job-list", direction: "right", width: 640 },
});
