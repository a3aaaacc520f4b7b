import { beforeAll, describe, expect, it } from "vitest";
import { createAnalyzer, extensionArray, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { ndArray, toFloat64 } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { computeExtensions } from "#core/extensions/index.ts";
import { generateGroundTruthRecording } from "#core/generation/index.ts";
import type { UnitId } from "#core/model/index.ts";
import {
  applySplits,
  countSpikes,
  sortingFromUnitDict,
  spikeTrain,
  type Sorting,
} from "#core/sorting/index.ts";
import { testContext } from "../../../test/support/small-analyzer.ts";
import {
  applyCurationToAnalyzer,
  autoMerge,
  emptyCuration,
  findMerges,
  MERGE_PRESETS,
  removeRedundantUnits,
} from "../index.ts";
import { neighbourSearch } from "./nearest-neighbours.ts";
import { correlationSignificance, slidingViolation } from "./slay-scores.ts";

/** _compute_xcorr_pair and _sliding_RP_viol_pair of SpikeInterface 0.104.8 for `dip` below. */
const DIP = [0.3807692307692307, 0.1236652883283611] as const;

/** Pseudo-random numbers below 1 that repeat. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function halves(sorting: Sorting, unit: number, isFirst: (i: number) => boolean): number[][] {
  const all = Array.from({ length: countSpikes(sorting)[unit] }, (_, i) => i);
  return [all.filter(isFirst), all.filter((i) => !isFirst(i))];
}

const asSets = (groups: readonly (readonly UnitId[])[]): string[] =>
  groups.map((group) => [...group].sort().join("+")).sort();

describe("merges of a sorting whose units were split", () => {
  let ctx: ComputeContext;
  let truth: Sorting;
  let analyzer: SortingAnalyzer;

  beforeAll(async () => {
    ctx = testContext();
    const made = await generateGroundTruthRecording(
      {
        durations: [50],
        sampling_frequency: 20000,
        num_channels: 16,
        num_units: 5,
        seed: 3,
      },
      ctx,
    );
    truth = made.sorting;
    const random = numbers(5);
    const drawn = Array.from({ length: 10_000 }, random);
    const count = countSpikes(truth);
    const { sorting } = applySplits(
      truth,
      new Map([
        [truth.unitIds[0], halves(truth, 0, (i) => drawn[i] < 0.5)],
        [truth.unitIds[1], halves(truth, 1, (i) => i < count[1] / 2)],
      ]),
      { newUnitIds: [["a", "b"], ["early", "late"]] }, // prettier-ignore
    );
    analyzer = await createAnalyzer({ recording: made.recording, sorting, sparse: true }, ctx);
    await computeExtensions(analyzer, new Map([["random_spikes", { seed: 0 }], ["templates", {}], ["correlograms", {}]]), ctx); // prettier-ignore
  });

  it("are found by every preset whose extensions there are, with reasons", async () => {
    const found = await findMerges(analyzer, { nearMisses: 100 }, ctx);
    expect(asSets(found.groups)).toContain("a+b");
    const pair = found.proposals.find(({ unitIds }) => unitIds.join() === "a,b");
    expect(pair?.reasons.map(({ step }) => step)).toEqual([
      ...MERGE_PRESETS.similarity_correlograms,
    ]);
    expect(pair?.reasons.every(({ passed }) => passed)).toBe(true);
    expect(found.nearMisses.length).toBeGreaterThan(0);
    for (const { accepted, reasons } of found.nearMisses) {
      expect(accepted).toBe(false);
      expect(reasons.at(-1)?.passed).toBe(false);
      expect(reasons.slice(0, -1).every(({ passed }) => passed)).toBe(true);
    }
    // what was computed for it is not put into the analyzer given
    expect(analyzer.extensions.has("unit_locations")).toBe(false);
    const byContamination = await findMerges(analyzer, { preset: "x_contaminations" }, ctx);
    expect(asSets(byContamination.groups)).toContain("a+b");
    const byTime = await findMerges(
      analyzer,
      { preset: "temporal_splits", stepsParams: { presence_distance: { presence_distance_thresh: 15 } } }, // prettier-ignore
      ctx,
    );
    expect(asSets(byTime.groups)).toEqual(["early+late"]);
  });

  it("leave the stored correlograms as they are and need no loop over them twice", async () => {
    const before = toFloat64(extensionArray(analyzer, "correlograms", "ccgs")).slice();
    await findMerges(analyzer, { steps: ["correlogram"] }, ctx);
    expect(toFloat64(extensionArray(analyzer, "correlograms", "ccgs"))).toEqual(before);
  });

  it("are applied until no more are found, and traced back to the first units", async () => {
    const recipes = [
      { preset: "similarity_correlograms" },
      { preset: "temporal_splits", stepsParams: { presence_distance: { presence_distance_thresh: 15 } } }, // prettier-ignore
    ];
    const merged = await autoMerge(analyzer, { recipes, recursive: true, sparsityOverlap: 0.5 }, ctx); // prettier-ignore
    expect(merged.rounds.length).toBeGreaterThan(recipes.length);
    expect(merged.rounds.at(-1)?.merged).toEqual([]);
    expect(asSets(merged.lineage.map(({ from }) => from))).toEqual(
      expect.arrayContaining(["a+b", "early+late"]),
    );
    const { sorting } = merged.analyzer;
    expect(sorting.unitIds).toHaveLength(
      analyzer.sorting.unitIds.length - merged.lineage.reduce((n, { from }) => n + from.length - 1, 0), // prettier-ignore
    );
    const ab = merged.lineage.find(({ from }) => from.includes("a"));
    if (ab?.from.length === 2) {
      const at = sorting.unitIds.indexOf(ab.unitId);
      expect(spikeTrain(sorting, at)).toEqual(spikeTrain(truth, 0));
    }
    expect(analyzer.sorting.unitIds).toContain("a");
    const nothing = await autoMerge(analyzer, { recipes: [{ steps: ["num_spikes"], stepsParams: { num_spikes: { min_spikes: 1e9 } } }] }, ctx); // prettier-ignore
    expect(nothing.analyzer).toBe(analyzer);
  });

  it("say which extension a step lacks, which step or preset there is not, which parameter is wrong", async () => {
    const find = (options: Parameters<typeof findMerges>[1]) => findMerges(analyzer, options, ctx);
    await expect(find({ preset: "feature_neighbors", computeMissing: false })).rejects.toMatchObject({ code: "MissingExtension" }); // prettier-ignore
    await expect(find({ preset: "best" })).rejects.toThrow('no merge preset is called "best"');
    await expect(find({ steps: ["guess"] })).rejects.toThrow('no merge step is called "guess"');
    await expect(find({ steps: [] })).rejects.toThrow("at least one step");
    await expect(find({ stepsParams: { num_spikes: { min: 1 } } })).rejects.toMatchObject({
      code: "InvalidParameter",
      details: { step: "num_spikes" },
    });
  });

  it("of neighbours in place and amplitude are found where spike locations are", async () => {
    const copy = { ...analyzer, extensions: new Map(analyzer.extensions) };
    await computeExtensions(copy, new Map([["spike_amplitudes", {}]]), ctx);
    const { unitIndex } = copy.sorting.spikes;
    const random = numbers(9);
    const length = unitIndex.length;
    const merged = (unit: number): number =>
      copy.sorting.unitIds[unit] === "b" ? copy.sorting.unitIds.indexOf("a") : unit;
    const column = (scale: number) =>
      ndArray("float64", [length], Float64Array.from(unitIndex, (u) => scale * merged(u) + random())); // prettier-ignore
    copy.extensions.set("spike_locations", {
      name: "spike_locations",
      params: {},
      data: new Map([["spike_locations", { kind: "array", array: { length, fields: [{ name: "x", dtype: "float64" }, { name: "y", dtype: "float64" }], columns: { x: column(30), y: column(40) } } }]]), // prettier-ignore
      siClass: { class: "", module: "" },
      runtimeS: 0,
      skipped: [],
    });
    const found = await findMerges(copy, { steps: ["knn"] }, ctx);
    expect(asSets(found.proposals.map(({ unitIds }) => unitIds))).toContain("a+b");
    expect(asSets(found.proposals.map(({ unitIds }) => unitIds))).not.toContain("a+late");
  });

  it("accepted by a person change an analyzer as they change a sorting", async () => {
    const curation = { ...emptyCuration(analyzer.sorting.unitIds), merges: [{ unitIds: ["a", "b"] }] }; // prettier-ignore
    const done = await applyCurationToAnalyzer(analyzer, curation, { sparsityOverlap: 0.3 }, ctx);
    expect(done.value.sorting.unitIds.at(-1)).toBe("merge0");
    expect(done.value.extensions.has("templates")).toBe(true);
    expect(done.lineage).toEqual([{ unitId: "merge0", from: ["a", "b"], by: "merge" }]);
  });

  it("are not asked for a unit that is there twice: one of both goes", () => {
    const { sorting } = analyzer;
    const first = sorting.unitIds.length;
    const train = spikeTrain(truth, 2);
    const doubled = sortingFromUnitDict(
      [
        new Map<UnitId, ArrayLike<number>>([
          ...sorting.unitIds.map((id, unit) => [id, spikeTrain(sorting, unit)] as const),
          ["again", train.slice(0, -5).map((sample) => sample + 2)],
        ]),
      ],
      sorting.samplingFrequency,
    );
    const { removed, pairs, sorting: cleaned } = removeRedundantUnits(doubled);
    expect(removed).toEqual(["again"]);
    expect(pairs[0].unitIds).toEqual(["again", truth.unitIds[2]]);
    expect(cleaned.unitIds).toHaveLength(first);
    expect(removeRedundantUnits(analyzer).removed).toEqual([]);
    expect(() => removeRedundantUnits(sorting, { align: true })).toThrow("no templates");
  });
});

describe("nearest neighbours", () => {
  it("are those of a search through all points", () => {
    const random = numbers(2);
    // few different values, so that there are ties
    const points = Float64Array.from({ length: 900 }, () => Math.floor(random() * 9));
    const search = neighbourSearch(points, 7);
    const distance = (i: number, j: number): number =>
      [0, 1, 2].reduce((sum, d) => sum + (points[3 * i + d] - points[3 * j + d]) ** 2, 0);
    for (let i = 0; i < 300; i++) {
      const found = Array.from(search.nearest(i), (j) => distance(i, j));
      const all = Array.from({ length: 300 }, (_, j) => distance(i, j)).sort((a, b) => a - b);
      expect(found).toEqual(all.slice(0, 7));
    }
  });
});

describe("SLAy's scores", () => {
  it("are those of SpikeInterface 0.104.8 on SciPy", () => {
    const dip = Float64Array.from({ length: 50 }, (_, i) => (i > 21 && i < 28 ? 0 : 5 + ((i * 7) % 4))); // prettier-ignore
    expect(correlationSignificance(dip, 1)).toBeCloseTo(DIP[0], 12);
    expect(slidingViolation(dip, 1)).toBeCloseTo(DIP[1], 12);
    expect(correlationSignificance(new Float64Array(50), 1)).toBe(0);
    expect(() => slidingViolation(new Float64Array(20), 1)).toThrow("at least 40 bins");
    expect(() => correlationSignificance(dip, 10)).toThrow("below 5 ms");
  });
});
