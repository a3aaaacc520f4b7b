import { z } from "zod";
import {
  extremumChannels,
  requireRecording,
  templatesOf,
  type PeakSign,
  type SortingAnalyzer,
  type Templates,
} from "#core/analyzer/index.ts";
import {
  locationsToStructured,
  planPeakLocations,
  type PeakLocations,
  type Peaks,
} from "#core/sorting-components/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { countSpikes, takeSpikes, type SpikeVector } from "#core/sorting/index.ts";
import { arrayData, defineExtension, done } from "../define.ts";
import { affordablePlaces, nearChannels, nearPeaks } from "../near-peak.ts";
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
    const channels = channelsOf(params, templatesOf(analyzer));
    const { request, finish } = await plan(
      analyzer,
      params,
      analyzer.sorting.spikes.unitIndex.map((unit) => channels[unit]),
      ctx,
    );
    return {
      kind: "sweep",
      requests: [request],
      finish: () => arrayData({ spike_locations: locationsToStructured(finish()) }),
    };
  },
  async anticipate({ analyzer, params, ctx }, expected) {
    const { peak_sign: sign } = retriever.parse(params.spike_retriver_kwargs ?? {});
    // its waveform is made of all spikes where they are thought to be: there is one place for each
    const isBound = params.method === "grid_convolution";
    const likely = isBound
      ? Array.from(channelsOf(params, expected), (channel) => Int32Array.of(channel))
      : likelyChannels(analyzer, expected, sign);
    const { rows, channels } = spread(analyzer, likely);
    const kept = await plan(analyzer, params, channels, ctx, rows);
    return {
      requests: [kept.request],
      async settle() {
        const found = channelsOf(params, templatesOf(analyzer));
        const chosen = likely.map((own, unit) => own.indexOf(found[unit]));
        const missing = rowsOf(analyzer, (unit) => chosen[unit] < 0);
        const result = (): PeakLocations => pickLocations(kept.finish(), analyzer, likely, chosen);
        if (missing.length === 0) {
          return done({ spike_locations: locationsToStructured(result()) });
        }
        if (isBound) return undefined;
        const { unitIndex } = analyzer.sorting.spikes;
        const again = await plan(
          analyzer,
          params,
          missing.map((row) => found[unitIndex[row]]),
          ctx,
          missing,
        );
        return {
          kind: "sweep",
          requests: [again.request],
          finish() {
            const locations = result();
            const moved = again.finish();
            for (const name of ["x", "y", "z", "alpha"] as const) {
              const [to, from] = [locations[name], moved[name]];
              if (to === undefined || from === undefined) continue;
              for (let i = 0; i < missing.length; i++) to[missing[i]] = from[i];
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

/** Most channels beside the likeliest that are looked at before the templates are known: of all spikes together, for each. */
const MEAN_MORE = 1;

/** The channels on which each unit's peak may turn out to be. */
function likelyChannels(
  { sorting }: SortingAnalyzer,
  expected: Templates,
  sign: PeakSign,
): readonly Int32Array[] {
  const near = nearChannels(nearPeaks(expected, sign), expected.numChannels);
  return affordablePlaces(near, countSpikes(sorting), MEAN_MORE * sorting.spikes.unitIndex.length);
}

/** Every spike once for each likely channel of its unit: rows of the spikes, and channels. */
function spread({ sorting }: SortingAnalyzer, likely: readonly Int32Array[]) {
  const { unitIndex } = sorting.spikes;
  const counts = countSpikes(sorting);
  const total = likely.reduce((sum, list, unit) => sum + list.length * counts[unit], 0);
  const rows = new Int32Array(total);
  const channels = new Int32Array(total);
  let at = 0;
  for (let row = 0; row < unitIndex.length; row++) {
    for (const channel of likely[unitIndex[row]]) {
      rows[at] = row;
      channels[at++] = channel;
    }
  }
  return { rows, channels };
}

/** Of what `spread` asked for, the locations on each unit's chosen channel; those of units without one are open. @param chosen [unit], -1 = none */
function pickLocations(
  all: PeakLocations,
  { sorting }: SortingAnalyzer,
  likely: readonly Int32Array[],
  chosen: readonly number[],
): PeakLocations {
  const { unitIndex } = sorting.spikes;
  const pick = (values: Float64Array): Float64Array => {
    let at = 0;
    return Float64Array.from(unitIndex, (unit) => {
      const value = values[at + Math.max(0, chosen[unit])];
      at += likely[unit].length;
      return value;
    });
  };
  const { z, alpha } = all;
  return {
    x: pick(all.x),
    y: pick(all.y),
    ...(z && { z: pick(z) }),
    ...(alpha && { alpha: pick(alpha) }),
  };
}

/** What spikes ask of a sweep. @param channels [row] @param rows of the spikes; undefined = all */
function plan(
  analyzer: SortingAnalyzer,
  params: Params,
  channels: Int32Array,
  ctx: ComputeContext,
  rows?: Int32Array,
): ReturnType<typeof planPeakLocations> {
  const { spikes } = analyzer.sorting;
  return planPeakLocations(
    requireRecording(analyzer, "spike_locations"),
    spikesAsPeaks(rows === undefined ? spikes : takeSpikes(spikes, rows), channels),
    {
      method: params.method,
      params: params.method_kwargs,
      msBefore: params.ms_before,
      msAfter: params.ms_after,
    },
    ctx,
  );
}

function rowsOf({ sorting }: SortingAnalyzer, isWanted: (unit: number) => boolean): Int32Array {
  const { unitIndex } = sorting.spikes;
  const rows: number[] = [];
  for (let row = 0; row < unitIndex.length; row++) if (isWanted(unitIndex[row])) rows.push(row);
  return Int32Array.from(rows);
}

/** Spikes as peaks on channels of their own. */
function spikesAsPeaks(
  { sampleIndex, segmentIndex }: SpikeVector,
  channelIndex: Int32Array,
): Peaks {
  return {
    sampleIndex,
    channelIndex,
    amplitude: new Float64Array(sampleIndex.length),
    segmentIndex,
  };
}
