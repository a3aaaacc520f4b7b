import type { JsonObject, UnitId } from "#core/model/index.ts";

/*
 * Curation as a journal. Every action is one row of the project's database, written before the answer; undo, redo and
 * branches are rows too. The analyzer that all other methods and views answer from is the curated one: merged and split
 * units are there, with results of their own. Deleted units stay and are flagged.
 */

export interface LabelCategory {
  readonly name: string;
  /** two at least */
  readonly options: readonly string[];
  /** a unit has at most one of them */
  readonly exclusive: boolean;
}

/** How a unit falls into parts when no spikes are named. */
export type SplitMethod =
  /** at times, seconds from the start, segments one after the other */
  | { readonly kind: "time"; readonly boundariesS: readonly number[] }
  /** spikes whose amplitude (µV, signed) is below the threshold, and the rest */
  | { readonly kind: "amplitude"; readonly threshold: number }
  /** by what tells the spikes apart best: waveforms' components, else amplitudes and places */
  | { readonly kind: "cluster"; readonly numParts: number }
  /** back to what the sorter had found: the units that it was merged from, or Kilosort's templates */
  | { readonly kind: "templates" };

export type CurationRequest =
  | { readonly kind: "merge"; readonly unitIds: readonly UnitId[] }
  | {
      readonly kind: "split";
      readonly unitId: UnitId;
      /** positions among the unit's spikes, all segments one after the other; spikes that no list names are one more part */
      readonly parts?: readonly (readonly number[])[];
      readonly by?: SplitMethod;
    }
  | { readonly kind: "remove" | "restore"; readonly unitIds: readonly UnitId[] }
  /** the values replace those of the category; none = the label is taken away */
  | {
      readonly kind: "label";
      readonly unitIds: readonly UnitId[];
      readonly category: string;
      readonly values: readonly string[];
    }
  /** "" takes the note away */
  | { readonly kind: "note"; readonly unitIds: readonly UnitId[]; readonly text: string }
  | { readonly kind: "categories"; readonly categories: readonly LabelCategory[] }
  /** about a proposed merge; null = open again */
  | {
      readonly kind: "judge";
      readonly unitIds: readonly [UnitId, UnitId];
      readonly verdict: "reject" | "skip" | null;
    };

export interface CurationState {
  readonly analyzerId: number;
  /** the last row of the journal, 0 before the first */
  readonly revision: number;
  readonly branch: string;
  readonly branches: readonly { readonly name: string; readonly numActions: number }[];
  /** what undo would take back, in words; null = nothing */
  readonly undoText: string | null;
  readonly redoText: string | null;
  /** that stand on this branch */
  readonly numActions: number;
  readonly removed: readonly UnitId[];
  /** units that are there and were made */
  readonly made: readonly {
    readonly unitId: UnitId;
    readonly from: readonly UnitId[];
    readonly by: "merge" | "split";
  }[];
  readonly categories: readonly LabelCategory[];
  readonly labels: readonly {
    readonly unitId: UnitId;
    readonly labels: Readonly<Record<string, readonly string[]>>;
  }[];
  readonly notes: readonly { readonly unitId: UnitId; readonly text: string }[];
  readonly judged: readonly {
    readonly unitIds: readonly [UnitId, UnitId];
    readonly verdict: "reject" | "skip";
  }[];
}

/** What an action did. */
export interface CurationOutcome {
  readonly state: CurationState;
  /** ids of new units */
  readonly made: readonly UnitId[];
}

/** A row of the journal, for people. */
export interface JournalRow {
  readonly id: number;
  readonly branch: string;
  readonly kind: "act" | "undo" | "redo" | "branch" | "switch";
  readonly text: string;
  readonly author: string;
  readonly createdAt: string;
  readonly reason: string;
  /** it stands on the branch that is worked on */
  readonly stands: boolean;
}

/** Where a unit comes from, down to units of the sorting. */
export interface LineageNode {
  readonly unitId: UnitId;
  readonly by: "merge" | "split" | null;
  /** of the row of the journal */
  readonly author: string | null;
  readonly createdAt: string | null;
  readonly reason: string | null;
  readonly from: readonly LineageNode[];
}

interface UnitCurationState {
  readonly removed: boolean;
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly note: string;
}

export interface BranchComparison {
  readonly a: string;
  readonly b: string;
  /** actions of both */
  readonly shared: number;
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  readonly unitsA: readonly UnitId[];
  readonly unitsB: readonly UnitId[];
  readonly changed: readonly {
    readonly unitId: UnitId;
    readonly a: UnitCurationState;
    readonly b: UnitCurationState;
  }[];
}

/** One unit, as it is or as it would be. */
export interface UnitPreview {
  /** null: it has no id yet */
  readonly unitId: UnitId | null;
  readonly numSpikes: number;
  /** on the channels that matter for these units, µV; null without templates */
  readonly template: {
    readonly channels: readonly number[];
    /** [channel][sample] */
    readonly waveforms: readonly (readonly number[])[];
  } | null;
  /** counts per bin, lag 0 in the middle */
  readonly autocorrelogram: readonly number[];
  /** share of spikes within the refractory period that point to another neuron; null = cannot be said */
  readonly contamination: number | null;
  /** [bin] spikes a second over the recording */
  readonly rateHz: readonly number[];
  /** [bin] median depth, µm; null where unknown */
  readonly depthUm: readonly (number | null)[] | null;
  /** [bin] median amplitude, µV; null where unknown */
  readonly amplitudeUv: readonly (number | null)[] | null;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

export interface CurationPreview {
  readonly analyzerId: number;
  readonly kind: "merge" | "split";
  readonly parents: readonly UnitPreview[];
  readonly made: readonly UnitPreview[];
  /** between the parents of a merge, or the parts of a split: [pair] */
  readonly crossCorrelograms: readonly {
    readonly pair: readonly [number, number];
    readonly counts: readonly number[];
  }[];
  /** [bin + 1] of correlograms, ms */
  readonly lagsMs: readonly number[];
  /** [bin + 1] of everything over time, s */
  readonly timesS: readonly number[];
  /** samples of the templates relative to the spike, ms */
  readonly templateMs: readonly number[];
  /** metrics in the order in which they are shown */
  readonly metricNames: readonly string[];
  /** results that cannot follow and are not shown, in words */
  readonly notes: readonly string[];
  readonly computedMs: number;
}

/** A unit that wants a look, and why. */
export interface QueuedUnit {
  readonly unitId: UnitId;
  /** 0 = certain … 1 = nobody can say */
  readonly doubt: number;
  readonly reasons: readonly {
    readonly text: string;
    readonly metric: string;
    readonly value: number | null;
    readonly limit: number;
  }[];
  /** unlabelled ones come first */
  readonly labelled: boolean;
}

interface MetricCondition {
  readonly metric: string;
  readonly op: "<" | "<=" | ">" | ">=";
  readonly value: number;
}

/** Units that meet every condition get the label; the first rule that fits a unit decides. */
interface MetricRule {
  readonly label: string;
  readonly conditions: readonly MetricCondition[];
}

interface RuleSet {
  readonly name: string;
  readonly summary: string;
  readonly citation: string | null;
  readonly category: string;
  readonly rules: readonly MetricRule[];
}

export interface RuleInput {
  readonly analyzerId: number;
  readonly category: string;
  readonly rules: readonly MetricRule[];
  /** also units that have a label of the category; default false */
  readonly overwrite?: boolean;
}

export interface RulePreview {
  readonly changes: readonly {
    readonly unitId: UnitId;
    readonly before: string | null;
    readonly after: string;
    /** position of the rule */
    readonly rule: number;
  }[];
  /** [rule] units that it fits */
  readonly numUnits: readonly number[];
  /** units that no rule fits */
  readonly numRest: number;
  /** metrics that the analyzer lacks: their rules fit nothing */
  readonly missing: readonly string[];
}

export interface MergePreset {
  readonly name: string;
  readonly steps: readonly {
    readonly name: string;
    readonly label: string;
    readonly summary: string;
  }[];
}

/** What one step of a search found for a pair: a number for or against the merge. */
export interface MergeReason {
  readonly step: string;
  readonly label: string;
  /** what the number is */
  readonly measure: string;
  readonly unit: string;
  /** null: it cannot be measured */
  readonly value: number | null;
  readonly limit: number;
  /** the side of the limit on which a pair passes */
  readonly passes: "above" | "below";
  readonly passed: boolean;
  /** more numbers behind it */
  readonly details: Readonly<Record<string, number | null>>;
}

export interface MergePair {
  readonly unitIds: readonly [UnitId, UnitId];
  /** every step passed */
  readonly proposed: boolean;
  /** up to the step that failed */
  readonly reasons: readonly MergeReason[];
}

export interface MergeProposals {
  readonly analyzerId: number;
  readonly preset: string;
  readonly steps: readonly string[];
  /** proposed ones, then those that came furthest */
  readonly pairs: readonly MergePair[];
}

/** A way to hand results over, with its form. */
export interface ExporterDescription {
  readonly name: string;
  readonly label: string;
  readonly summary: string;
  readonly paramsSchema: JsonObject;
}

/** What a killed session left: actions that were stored after it began. */
export interface Recovery {
  readonly openedAt: string;
  readonly analyzers: readonly {
    readonly analyzerId: number;
    readonly name: string;
    readonly actions: readonly JournalRow[];
  }[];
}

interface OfAnalyzer {
  readonly analyzerId: number;
}

export interface CurationApi {
  state(input: OfAnalyzer): CurationState;
  /** UnitNotFound, InvalidValue, InvalidParameter say what does not fit */
  act(input: OfAnalyzer & { action: CurationRequest; reason?: string }): CurationOutcome;
  undo(input: OfAnalyzer): CurationState;
  redo(input: OfAnalyzer): CurationState;
  /** a branch with what stands now, which is worked on afterwards */
  branch(input: OfAnalyzer & { name: string }): CurationState;
  switchBranch(input: OfAnalyzer & { name: string }): CurationState;
  journal(input: OfAnalyzer): readonly JournalRow[];
  diff(input: OfAnalyzer & { a: string; b: string }): BranchComparison;
  lineage(input: OfAnalyzer & { unitId: UnitId }): LineageNode;
  /** a merge or split before it is accepted; nothing is stored */
  preview(input: OfAnalyzer & { action: CurationRequest }): CurationPreview;
  presets(input: Record<string, never>): readonly MergePreset[];
  findMerges(input: OfAnalyzer & { preset: string }): MergeProposals;
  queue(input: OfAnalyzer): readonly QueuedUnit[];
  ruleSets(input: Record<string, never>): readonly RuleSet[];
  previewRules(input: RuleInput): RulePreview;
  applyRules(input: RuleInput): CurationOutcome;
  /** a new analyzer and sorting of the project with what was decided: a job */
  apply(input: OfAnalyzer & { mode: "soft" | "hard" }): { jobId: number };
  /** the curation as SpikeInterface's JSON in the project's folder; the files */
  save(input: OfAnalyzer): { paths: readonly string[] };
  exporters(input: Record<string, never>): readonly ExporterDescription[];
  /** the curated results into a new folder: a job */
  exportTo(input: OfAnalyzer & { exporter: string; path: string; params?: JsonObject }): {
    jobId: number;
  };
  /** Phy's files of the folder that the units came from, with a dated backup beside them */
  writeBack(input: OfAnalyzer): { backup: string; files: readonly string[] };
  /** what a killed session left since it began; null after a clean one */
  recovery(input: Record<string, never>): Recovery | null;
  /** goes on with it, or takes back what that session did (rows stay) */
  recover(input: { keep: boolean }): null;
}
