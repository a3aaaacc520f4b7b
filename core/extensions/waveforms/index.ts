import { z } from "zod";
import { layoutFromTypeString, ndArray, typeString } from "#core/array/index.ts";
import {
  extensionArray,
  framesOfMs,
  requireRecording,
  sharedSpikes,
  waveformChannels,
  waveformNode,
} from "#core/analyzer/index.ts";
import { sweepRequest } from "#core/compute/index.ts";
import { sharedSamples } from "#core/kernels/index.ts";
import { EphysError, isIntegerDType, SAMPLE_DTYPES, type SampleDType } from "#core/model/index.ts";
import { takeSpikes } from "#core/sorting/index.ts";
import { arrayData, defineExtension } from "../define.ts";
import { pickArrayRows, randomSpikeRows } from "../pick-rows.ts";
import { followWaveforms } from "../follow-waveforms.ts";

/** Cut-outs around the random spikes, on each unit's channels. */
export const waveforms = defineExtension({
  name: "waveforms",
  label: "Waveforms",
  summary: "Cut-outs of the traces around the random spikes, on each unit's channels.",
  siClass: "spikeinterface.core.analyzer_extension_core.ComputeWaveforms",
  siModule: "spikeinterface",
  dependsOn: ["random_spikes"],
  needsRecording: true,
  si: { useNodePipeline: false, needJobKwargs: true },
  params: z.strictObject({
    ms_before: z
      .number()
      .nonnegative()
      .default(1)
      .describe("Before the spike.")
      .meta({ unit: "ms" }),
    ms_after: z.number().nonnegative().default(2).describe("After the spike.").meta({ unit: "ms" }),
    dtype: z
      .string()
      .nullable()
      .default(null)
      .describe("Number type; null = the recording's, float32 where µV come from integers."),
  }),
  resolve(params, analyzer) {
    const recording = requireRecording(analyzer, "waveforms");
    const asked = params.dtype === null ? recording.dtype : sampleType(params.dtype);
    const dtype = isIntegerDType(asked) && analyzer.returnInUv ? "float32" : asked;
    return { ...params, dtype: typeString(dtype) };
  },
  start({ analyzer, params, ctx }) {
    const fs = analyzer.attributes.samplingFrequency;
    const nbefore = framesOfMs(params.ms_before, fs);
    const nafter = framesOfMs(params.ms_after, fs);
    const numSamples = nbefore + nafter;
    const spikes = takeSpikes(analyzer.sorting.spikes, randomSpikeRows(analyzer));
    const { channels, width } = waveformChannels(
      analyzer.sparsity,
      analyzer.attributes.channelIds.length,
    );
    const dtype = sampleType(params.dtype ?? "float32");
    const numRows = spikes.sampleIndex.length;
    const length = numRows * numSamples * width;
    // the workers write their rows there; this thread would be the one that all wait for
    const all = sharedSamples(dtype, length, ctx.kernels);
    const request = sweepRequest(
      waveformNode,
      {
        ...sharedSpikes(spikes, analyzer.sorting.numSegments),
        nbefore,
        nafter,
        inUv: analyzer.returnInUv,
        channels,
        width,
        dtype,
        into: all,
      },
      () => undefined,
    );
    return {
      kind: "sweep",
      requests: [request],
      finish: () => arrayData({ waveforms: ndArray(dtype, [numRows, numSamples, width], all) }),
    };
  },
  selectUnits(extension, analyzer, unitIndices) {
    const kept = new Set(unitIndices);
    const { unitIndex } = analyzer.sorting.spikes;
    const rows: number[] = [];
    for (const [i, row] of randomSpikeRows(analyzer).entries()) {
      if (kept.has(unitIndex[row])) rows.push(i);
    }
    return pickArrayRows(extension, rows);
  },
  regroupUnits(change) {
    const all = extensionArray(change.before, "waveforms", "waveforms");
    return arrayData({ waveforms: followWaveforms(change, all) });
  },
});

function sampleType(text: string): SampleDType {
  const name = /^[<>=|]/.test(text) ? layoutFromTypeString(text).dtype : text;
  const dtype = SAMPLE_DTYPES.find((known) => known === name);
  if (dtype === undefined) {
    throw new EphysError(
      "InvalidParameter",
      `dtype "${text}" cannot hold waveforms; use one of ${SAMPLE_DTYPES.join(", ")}`,
      { dtype: text },
    );
  }
  return dtype;
}
