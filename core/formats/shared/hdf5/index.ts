export { autoContour } from "./auto-contour.ts";
export { detectHdf5, holds, openHdf5 } from "./file.ts";
export { Hdf5Recording } from "./recording.ts";
export { checkSamples, Hdf5Traces } from "./traces.ts";
export {
  attributeNumber,
  attributeText,
  columnNumbers,
  columnTexts,
  readArray,
  readNumber,
  readNumbers,
  readRate,
  readTable,
  readText,
} from "./values.ts";
