export { idsOf, unitProperties } from "./columns.ts";
export { chooseNeurodata, findNeurodata } from "./find.ts";
export { NWB_RECORDING_CLASS, nwbStreams, readNwbRecording } from "./recording.ts";
export { openSeries, readSeriesTime } from "./series.ts";
export { detectNwb, openNwb } from "./open.ts";
