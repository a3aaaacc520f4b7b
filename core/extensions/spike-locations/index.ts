import { z } from "zod";
import {
  extremumChannels,
  requireRecording,
  templatesOf,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import {
  locationsToStructured,
  planPeakLocations,
  type Peaks,
} from "#core/sorting-components/index.ts";
import { arrayData, defineExtension } from "../define.ts";
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
    const { peak_sign: peakSign } = retriever.parse(params.spike_retriver_kwargs ?? {});
    const { request, finish } = await planPeakLocations(
      requireRecording(analyzer, "spike_locations"),
      spikesAsPeaks(analyzer, extremumChannels(templatesOf(analyzer), peakSign)),
      {
        method: params.method,
        params: params.method_kwargs,
        msBefore: params.ms_before,
        msAfter: params.ms_after,
      },
      ctx,
    );
    return {
      kind: "sweep",
      requests: [request],
      finish: () => arrayData({ spike_locations: locationsToStructured(finish()) }),
    };
  },
  selectUnits: (extension, analyzer, unitIndices) =>
    pickArrayRows(extension, spikeRowsOfUnits(analyzer, unitIndices)),
  regroupUnits: followSpikes,
});

/** Every spike as a peak on its unit's channel. */
function spikesAsPeaks({ sorting }: SortingAnalyzer, channelOfUnit: Int32Array): Peaks {
  const { sampleIndex, unitIndex, segmentIndex } = sorting.spikes;
  return {
    sampleIndex,
    channelIndex: unitIndex.map((unit) => channelOfUnit[unit]),
    amplitude: new Float64Array(sampleIndex.length),
    segmentIndex,
  };
}
