import { type AnalyzerWorkload } from "./analyzer-data.ts";
/** Seconds that a step may take by the project's aims; undefined where the reference's time is not known. */
export declare function limitSeconds(step: string, workload: AnalyzerWorkload, unit: number): number | undefined;
/** Seconds that SciPy takes now for the unit of a workload; undefined where there is no SciPy. */
export declare function unitSeconds(workload: AnalyzerWorkload): number | undefined;
