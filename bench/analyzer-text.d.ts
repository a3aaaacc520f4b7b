import type { AnalyzerBenchReport } from "./analyzer.ts";
/** The report as text: what each step took, what it may take, and whether it keeps to that. */
export declare function analyzerBenchText(report: AnalyzerBenchReport): string;
