import { ANALYZER_WORKLOADS, type AnalyzerWorkload } from "./analyzer-data.ts";
import { findPeers, runPeers } from "./peers.ts";

/*
 * What SpikeInterface 0.103.2 took with two processes on a quiet machine, in units: 1 unit = SciPy's sosfiltfilt over the
 * same recording in the same session. Seconds over the seconds of the unit, because the units as published are rounded.
 */

const UNIT_S: Readonly<Record<AnalyzerWorkload, number>> = { A: 3.36, B: 8.36 };

/** [A, B], s; what took less than 5 ms is not known better than as 0. */
const REFERENCE_S: Readonly<Record<string, readonly [number, number]>> = {
  "create analyzer": [4.79, 9.07],
  random_spikes: [0, 0.01],
  waveforms: [4.88, 9.88],
  templates: [0.08, 0.26],
  noise_levels: [1.2, 6.39],
  unit_locations: [0.4, 2.95],
  spike_amplitudes: [5.1, 9.79],
  spike_locations: [4.96, 9.96],
  correlograms: [0.01, 0.26],
  isi_histograms: [0, 0.02],
  acgs_3d: [0.52, 1.48],
  template_similarity: [0.01, 0.23],
  template_metrics: [0.05, 0.29],
  principal_components: [6.38, 26.56],
  amplitude_scalings: [20.64, 32.91],
  quality_metrics: [55.32, 79.03],
  "everything at once": [104.3, 189.1],
  "detect locally_exclusive": [5.89, 11.33],
  "localize center_of_mass": [5.55, 9.68],
  "localize grid_convolution": [11.57, 27.49],
  "localize monopolar_triangulation": [13.23, 13.66],
};

/** The project's aim: an extension takes at most a fifth of the reference's time. */
const ASKED = 5;
/** Where it is another share. */
const ASKED_OF: Readonly<Record<string, number | undefined>> = {
  "everything at once": 10,
  "detect locally_exclusive": 8,
  "localize monopolar_triangulation": 10,
};

/** Seconds of signal that the unit is measured on. */
const UNIT_SIGNAL_S = 4;

/** Seconds that a step may take by the project's aims; undefined where the reference's time is not known. */
export function limitSeconds(
  step: string,
  workload: AnalyzerWorkload,
  unit: number,
): number | undefined {
  const seconds = REFERENCE_S[step]?.[workload === "A" ? 0 : 1] ?? 0;
  if (seconds === 0) return undefined;
  return ((seconds / UNIT_S[workload]) * unit) / (ASKED_OF[step] ?? ASKED);
}

/** Runs of the unit, of which the fastest counts: other work on the machine only makes it slower, and aims easier to meet. */
const UNIT_RUNS = 2;

/**
 * Seconds that SciPy takes now for the unit of a workload. To be asked before this process fills memory, which slows others
 * down. @throws Unsupported where there is no SciPy, FileNotFound without its script
 */
export function unitSeconds(workload: AnalyzerWorkload): number {
  const { channels, seconds } = ANALYZER_WORKLOADS[workload];
  const program = findPeers();
  let fastest = 0;
  for (let run = 0; run < UNIT_RUNS; run++) {
    const peers = runPeers(program, { channels, seconds: UNIT_SIGNAL_S });
    fastest = Math.max(fastest, peers["bandpass_sosfiltfilt"]?.msamples_per_s ?? 0);
  }
  return (channels * seconds * 30_000) / (fastest * 1e6);
}
