import type { SorterStage } from "../define.ts";

/** What is a sorter's own in a stage that all chains have. */
type Own = Pick<SorterStage, "about" | "params">;

/** A chain's own words and parameters; what it does not say is the same for all chains. */
export interface ChainWords {
  readonly prepare: Own;
  /** parameters besides `apply_motion_correction` */
  readonly motion: readonly string[];
  readonly detect: Own;
  readonly cluster: Own;
  readonly templates: readonly string[];
  readonly match: readonly string[];
  readonly clean?: readonly string[];
  readonly run: readonly string[];
}

/** The stages of a chain of components as people see them. */
export function chainStages(words: ChainWords): readonly SorterStage[] {
  return [
    { title: "Prepare", steps: ["cache recording", "measure noise"], ...words.prepare },
    {
      title: "Motion",
      about: "Drift is estimated from peaks and the signal moved back; off unless asked for.",
      steps: ["detect and localize", "localize peaks", "estimate motion"],
      params: ["apply_motion_correction", ...words.motion],
    },
    { title: "Detect", steps: ["detect peaks", "peak prototype"], ...words.detect },
    {
      title: "Cluster",
      steps: ["learn waveforms", "compress waveforms", "split clusters", "cluster peaks"],
      ...words.cluster,
    },
    {
      title: "Templates",
      about:
        "Clusters are averaged, matched on a part of the recording and cleaned of what is no unit.",
      steps: ["average waveforms", "refine templates"],
      params: words.templates,
    },
    { ...MATCH_STAGE, params: words.match },
    {
      title: "Clean",
      about:
        "Units that are one neuron are joined, shadows of others are dropped, each with its reason.",
      steps: ["clean units"],
      params: words.clean ?? [],
    },
    { ...RUN_STAGE, params: words.run },
  ];
}

/** Matching, without its parameters. */
export const MATCH_STAGE = {
  title: "Match",
  about: "Every spike of every template is found, overlaps resolved.",
  steps: ["match templates"],
} as const;

/** What belongs to no stage, without its parameters. */
export const RUN_STAGE = { title: "Run", about: "Seed and what is kept.", steps: [] } as const;
