import { z } from "zod";
import {
  extremumChannels,
  requireRecording,
  templatesOf,
  type SortingAnalyzer,
  type Templates,
} from "#core/analyzer/index.ts";
import {
  locationsToStructured,
  planPeakLocations,
  type Peaks,
} from "#core/sorting-components/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { takeSpikes, type SpikeVector } from "#core/sorting/index.ts";
import { arrayData, defineExtension, done } from "../define.ts";
import { pickArrayRows, spikeRowsOfUnits } from "../pick-rows.ts";
import { followSpikes } from "../unit-change.ts";

const retriever = z.strictObject({
  channel_from_template: z.boolean().default(true),
  radius_um: z.number().positive().default(50),
  peak_sign: z.enum(["neg", "pos", "both"]).default("neg"),
});

const params = z.strictObject({
  ms_before: z
    .number()
    .nonnegative()
    .default(0.5)
    .describe("Before the spike.")
    .meta({ unit: "ms" }),
  ms_after: z.number().nonnegative().default(0.5).describe("After the spike.").meta({ unit: "ms" }),
  spike_retriver_kwargs: retriever
    .nullable()
    .default(null)
    .describe(
      "How the channel of a spike is found: always its unit's extremum channel of this peak_sign; the rest is kept and not used, as in SpikeInterface.",
    ),
  method: z
    .enum(["center_of_mass", "monopolar_triangulation", "grid_convolution"])
    .default("center_of_mass")
    .describe("How the amplitudes around the channel become a place."),
  method_kwargs: z
    .record(z.string(), z.json())
    .default({})
    .describe("Parameters of the method, by SpikeInterface's names."),
});

/** Where every spike lies beside the probe. */
export const spikeLocations = defineExtension({
  name: "spike_locations",
  label: "Spike locations",
  summary: "Where every spike lies beside the probe: the basis of drift over time.",
  siClass: "spikeinterface.postprocessing.spike_locations.ComputeSpikeLocations",
  siModule: "spikeinterface",
  dependsOn: ["templates"],
  needsRecording: true,
  si: { useNodePipeline: true, needJobKwargs: true },
  params,
  resolve: ({ spike_retriver_kwargs: given, ...rest }) => ({
    ...rest,
    spike_retriver_kwargs: retriever.parse(given ?? {}),
  }),
  async start({ analyzer, params, ctx }) {
    const { request, finish } = await plan(
      analyzer,
      params,
      channelsOf(params, templatesOf(analyzer)),
      ctx,
    );
    return {
      kind: "sweep",
      requests: [request],
      finish: () => arrayData({ spike_locations: locationsToStructured(finish()) }),
    };
  },
  async anticipate({ analyzer, params, ctx }, expected) {
    const likely = channelsOf(params, expected);
    const kept = await plan(analyzer, params, likely, ctx);
    return {
      requests: [kept.request],
      async settle() {
        const channels = channelsOf(params, templatesOf(analyzer));
        const isWrong = channels.map((channel, unit) => (channel === likely[unit] ? 0 : 1));
        const rows = rowsOf(analyzer, isWrong);
        if (rows.length === 0) {
          return done({ spike_locations: locationsToStructured(kept.finish()) });
        }
        // its waveform is made of all spikes where they are thought to be
        if (params.method === "grid_convolution") return undefined;
        const again = await plan(analyzer, params, channels, ctx, rows);
        return {
          kind: "sweep",
          requests: [again.request],
          finish() {
            const locations = kept.finish();
            const moved = again.finish();
            for (const name of ["x", "y", "z", "alpha"] as const) {
              const [to, from] = [locations[name], moved[name]];
              if (to === undefined || from === undefined) continue;
              for (let i = 0; i < rows.length; i++) to[rows[i]] = from[i];
            }
            return arrayData({ spike_locations: locationsToStructured(locations) });
          },
        };
      },
    };
  },
  selectUnits: (extension, analyzer, unitIndices) =>
    pickArrayRows(extension, spikeRowsOfUnits(analyzer, unitIndices)),
  regroupUnits: followSpikes,
});

type Params = z.output<typeof params>;

/** A unit's spikes are looked at around its extremum channel. */
function channelsOf({ spike_retriver_kwargs: given }: Params, templates: Templates): Int32Array {
  return extremumChannels(templates, retriever.parse(given ?? {}).peak_sign);
}

/** What all spikes, or those of some rows, ask of a sweep. */
function plan(
  analyzer: SortingAnalyzer,
  params: Params,
  channelOfUnit: Int32Array,
  ctx: ComputeContext,
  rows?: Int32Array,
): ReturnType<typeof planPeakLocations> {
  const { spikes } = analyzer.sorting;
  return planPeakLocations(
    requireRecording(analyzer, "spike_locations"),
    spikesAsPeaks(rows === undefined ? spikes : takeSpikes(spikes, rows), channelOfUnit),
    {
      method: params.method,
      params: params.method_kwargs,
      msBefore: params.ms_before,
      msAfter: params.ms_after,
    },
    ctx,
  );
}

/** Rows of the spikes of some units. @param isWanted [unit] */
function rowsOf({ sorting }: SortingAnalyzer, isWanted: ArrayLike<number>): Int32Array {
  const { unitIndex } = sorting.spikes;
  const rows: number[] = [];
  for (let row = 0; row < unitIndex.length; row++) if (isWanted[unitIndex[row]]) rows.push(row);
  return Int32Array.from(rows);
}

/** Spikes as peaks on their units' channels. */
function spikesAsPeaks(
  { sampleIndex, unitIndex, segmentIndex }: SpikeVector,
  channelOfUnit: Int32Array,
): Peaks {
  return {
    sampleIndex,
    channelIndex: unitIndex.map((unit) => channelOfUnit[unit]),
    amplitude: new Float64Array(sampleIndex.length),
    segmentIndex,
  };
}
