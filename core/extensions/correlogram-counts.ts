/* What correlograms of pairs and of single units have in common. */
export { correlogramBins } from "./correlograms/bins.ts";
export { addCorrelograms } from "./correlograms/count.ts";
