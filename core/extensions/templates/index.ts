import { z } from "zod";
import { ndArray, type NdArray } from "#core/array/index.ts";
import {
  accumulateTemplates,
  denseWhenRead,
  extensionArray,
  framesOfMs,
  requireExtension,
  requireRecording,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { createLocalExecutor, planChunks, type ComputeContext } from "#core/compute/index.ts";
import { sharedSamples, type Kernels } from "#core/kernels/index.ts";
import { EphysError } from "#core/model/index.ts";
import { takeSpikes } from "#core/sorting/index.ts";
import { arrayData, defineExtension, type ExtensionStart } from "../define.ts";
import { pickArrayRows, randomSpikeRows } from "../pick-rows.ts";
import { followUnits } from "../unit-change.ts";
import { mergedTemplates } from "./merged.ts";
import type { Operator } from "./operators.ts";
import { unitTemplateTask } from "./task.ts";

const operator = z.union([
  z.enum(["average", "std", "median", "mad"]),
  z.tuple([z.literal("percentile"), z.number().min(0).max(100)]),
]);

/** Units are handed out some at once: so few that workers end together, so many that messages cost nothing. */
const CHUNKS_PER_WORKER = 8;

type OperatorParam = z.output<typeof operator>;

/** Mean (and other statistics) of each unit's waveforms, dense. */
export const templates = defineExtension({
  name: "templates",
  label: "Templates",
  summary: "Average, spread, median or percentiles of each unit's waveforms.",
  siClass: "spikeinterface.core.analyzer_extension_core.ComputeTemplates",
  siModule: "spikeinterface",
  dependsOn: ["random_spikes|waveforms"],
  needsRecording: true,
  si: { useNodePipeline: false, needJobKwargs: true },
  params: z.strictObject({
    ms_before: z
      .number()
      .nonnegative()
      .default(1)
      .describe("Before the spike; the waveforms' window where there are waveforms.")
      .meta({ unit: "ms" }),
    ms_after: z
      .number()
      .nonnegative()
      .default(2)
      .describe("After the spike; the waveforms' window where there are waveforms.")
      .meta({ unit: "ms" }),
    operators: z
      .array(operator)
      .nullable()
      .default(null)
      .describe("Statistics; null = average and std. Medians and percentiles need waveforms."),
  }),
  resolve(params, analyzer) {
    const given = params.operators ?? [];
    const operators: OperatorParam[] = given.length > 0 ? given : ["average", "std"];
    const own = analyzer.extensions.get("waveforms")?.params;
    const { ms_before = params.ms_before, ms_after = params.ms_after } = (own ?? {}) as {
      ms_before?: number;
      ms_after?: number;
    };
    return { operators, ms_before, ms_after };
  },
  async start({ analyzer, params, ctx }) {
    const operators = (params.operators ?? ["average", "std"]).map(operatorOf);
    return analyzer.extensions.has("waveforms")
      ? { kind: "done", data: arrayData(await fromWaveforms(analyzer, operators, ctx)) }
      : accumulated(analyzer, operators, params, ctx.kernels);
  },
  selectUnits(extension, _analyzer, unitIndices) {
    return pickArrayRows(extension, unitIndices);
  },
  async regroupUnits(change) {
    if (change.kind === "merge") return mergedTemplates(change);
    // parts of a unit: from their waveforms, which an analyzer without them does not have
    if (!change.after.extensions.has("waveforms")) return undefined;
    const operators = [...change.extension.data.keys()].map(operatorOfArray);
    if (operators.includes(undefined)) return undefined;
    const known = operators.filter((op) => op !== undefined);
    const made = await fromWaveforms(change.after, known, change.ctx, change.madeUnits);
    return followUnits(change, arrayData(made));
  },
});

function operatorOf(param: OperatorParam): Operator {
  if (param === "mad") {
    throw new EphysError(
      "InvalidParameter",
      'templates operator "mad" is not available; use average, std, median or ["percentile", p]',
      { operator: param },
    );
  }
  return typeof param === "string" ? { kind: param } : { kind: "percentile", percent: param[1] };
}

/** The name of an operator's array; the misspelt word is SpikeInterface's. */
function arrayName(op: Operator): string {
  if (op.kind !== "percentile") return op.kind;
  const text = String(op.percent);
  return `pencentile_${Number.isInteger(op.percent) ? `${text}.0` : text}`;
}

/** The operator whose array has this name; undefined for a name that is none. */
function operatorOfArray(name: string): Operator | undefined {
  if (name === "average" || name === "std" || name === "median") return { kind: name };
  const percent = /^pe[nr]centile_([\d.]+)$/.exec(name)?.[1];
  return percent === undefined ? undefined : { kind: "percentile", percent: Number(percent) };
}

/** Statistics of the waveforms of some units (default all), [unit × sample × channel] by name. */
async function fromWaveforms(
  analyzer: SortingAnalyzer,
  operators: readonly Operator[],
  ctx: ComputeContext,
  units?: Int32Array,
): Promise<Record<string, NdArray>> {
  const waveforms = extensionArray(analyzer, "waveforms", "waveforms");
  const [, numSamples = 0, width = 0] = waveforms.shape;
  const { sparsity } = analyzer;
  const wanted = units ?? Int32Array.from(analyzer.sorting.unitIds, (_, unit) => unit);
  const results = operators.map(() =>
    sharedSamples("float64", wanted.length * numSamples * width, ctx.kernels),
  );
  // waveforms of a file would have to be copied for the workers
  const { data } = waveforms;
  const isShared = ArrayBuffer.isView(data) && data.buffer instanceof SharedArrayBuffer;
  const executor = isShared ? ctx.executor : createLocalExecutor(ctx, ctx.cancel);
  const ofUnits = rowsOfUnits(analyzer);
  await executor.run(
    unitTemplateTask,
    { waveforms, units: Array.from(wanted, (unit) => ofUnits[unit]), operators, results },
    planChunks(
      [wanted.length],
      Math.ceil(wanted.length / (executor.numWorkers * CHUNKS_PER_WORKER)),
    ),
    () => undefined,
  );
  const { numChannels = width } = sparsity ?? {};
  const channels = sparsity && Array.from(wanted, (unit) => sparsity.channels[unit]);
  const array = (rows: Float64Array): NdArray =>
    channels === undefined
      ? ndArray("float64", [wanted.length, numSamples, width], rows)
      : denseWhenRead({ rows, numSamples, width, channels, numChannels }, ctx.kernels);
  return Object.fromEntries(operators.map((op, k) => [arrayName(op), array(results[k])]));
}

/** Rows of the waveforms of each unit. */
function rowsOfUnits(analyzer: SortingAnalyzer): readonly Int32Array[] {
  const { unitIndex } = analyzer.sorting.spikes;
  const rows = analyzer.sorting.unitIds.map(() => [] as number[]);
  for (const [i, row] of randomSpikeRows(analyzer).entries()) rows[unitIndex[row]].push(i);
  return rows.map((list) => Int32Array.from(list));
}

function accumulated(
  analyzer: SortingAnalyzer,
  operators: readonly Operator[],
  { ms_before, ms_after }: { readonly ms_before: number; readonly ms_after: number },
  kernels: Kernels,
): ExtensionStart {
  const bad = operators.find(({ kind }) => kind !== "average" && kind !== "std");
  if (bad !== undefined) {
    throw new EphysError(
      "MissingExtension",
      `templates with operator ${bad.kind} need the waveforms extension`,
      { name: "waveforms" },
    );
  }
  requireExtension(analyzer, "random_spikes");
  requireRecording(analyzer, "templates without waveforms");
  const fs = analyzer.attributes.samplingFrequency;
  const nbefore = framesOfMs(ms_before, fs);
  const nafter = framesOfMs(ms_after, fs);
  const numUnits = analyzer.sorting.unitIds.length;
  const numChannels = analyzer.attributes.channelIds.length;
  const spikes = takeSpikes(analyzer.sorting.spikes, randomSpikeRows(analyzer));
  const { request, finish } = accumulateTemplates(spikes, {
    kernels,
    numUnits,
    numSegments: analyzer.sorting.numSegments,
    numChannels,
    nbefore,
    nafter,
    inUv: analyzer.returnInUv,
    sparsity: analyzer.sparsity,
    withStd: operators.some(({ kind }) => kind === "std"),
  });
  const shape = [numUnits, nbefore + nafter, numChannels];
  return {
    kind: "sweep",
    requests: [request],
    finish() {
      const { average, std } = finish();
      return arrayData({
        average: ndArray("float32", shape, average),
        ...(std && { std: ndArray("float32", shape, std) }),
      });
    },
  };
}
