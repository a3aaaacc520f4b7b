export { benchText, runBench, type BenchOptions, type BenchReport } from "./run.ts";
