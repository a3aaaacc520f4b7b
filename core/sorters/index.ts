export * from "./define.ts";
export { SORTERS, type SorterName } from "./catalog.ts";
export { runSorter, sorterByName, type SorterInput } from "./run-sorter.ts";
export { SWEEP_NODES } from "./sweep-nodes.ts";
