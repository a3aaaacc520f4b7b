import { centerOfMass } from "../../localization/center-of-mass/index.ts";
import { createChunkLocator } from "../../localization/locate.ts";
import { defineFeature } from "../define.ts";

/** Where a peak is, x and y in um. */
export const centerOfMassFeature = defineFeature({
  name: "center_of_mass",
  label: "Centre of mass",
  summary: "Where a peak is: the mean of the contacts around, weighted by its size on each.",
  params: centerOfMass.params,
  numColumns: () => centerOfMass.columns.length,
  create(params, context) {
    const locator = centerOfMass.createLocator(params, context);
    const locate = createChunkLocator(locator, centerOfMass.columns.length, context);
    return (_batch, peaks, window) => locate(window, peaks);
  },
});
