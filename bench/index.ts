export { benchText, runBench, type BenchOptions, type BenchReport } from "./run.ts";
export { analyzerBenchText } from "./analyzer-text.ts";
export {
  runAnalyzerBench,
  type AnalyzerBenchOptions,
  type AnalyzerBenchReport,
  type JobHost,
} from "./analyzer.ts";
export { bigSortingText, timeBigSorting } from "./big-sorting.ts";
export { runWritingBench, writingBenchText } from "./writing.ts";
export { runSortingBench, sortingBenchText } from "./sorting.ts";
