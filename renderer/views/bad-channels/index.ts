import { defineView } from "../../layout/index.ts";
import View from "./View.vue";

export const badChannels = defineView({
  id: "bad-channels",
  title: "Bad channels",
  place: "prep",
  component: View,
  dock: { beside: "spectra", direction: "below", height: 470 },
});
