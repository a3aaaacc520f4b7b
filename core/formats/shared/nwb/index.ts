export { asProperty, idsOf, pickRows, unitProperties } from "./columns.ts";
export { chooseNeurodata, findNeurodata } from "./find.ts";
export { openSeries, readSeriesTime } from "./series.ts";
export { detectNwb, openNwb } from "./open.ts";
