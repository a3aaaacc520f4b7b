import { z } from "zod";
import { ndArray } from "#core/array/index.ts";
import {
  extremumChannels,
  peakShifts,
  requireRecording,
  sharedSpikes,
  templatesOf,
} from "#core/analyzer/index.ts";
import { sweepRequest } from "#core/compute/index.ts";
import { allocateSamples, type SampleDType } from "#core/model/index.ts";
import { hasScaleableTraces } from "#core/recording/index.ts";
import { arrayData, defineExtension } from "../define.ts";
import { pickArrayRows, spikeRowsOfUnits } from "../pick-rows.ts";
import { amplitudeNode } from "./node.ts";

/** Amplitude of every spike at its template's peak. */
export const spikeAmplitudes = defineExtension({
  name: "spike_amplitudes",
  label: "Spike amplitudes",
  summary: "Amplitude of every spike on its unit's extremum channel, at the template's peak.",
  siClass: "spikeinterface.postprocessing.spike_amplitudes.ComputeSpikeAmplitudes",
  siModule: "spikeinterface",
  dependsOn: ["templates"],
  needsRecording: true,
  si: { useNodePipeline: true, needJobKwargs: true },
  params: z.strictObject({
    peak_sign: z
      .enum(["neg", "pos", "both"])
      .default("neg")
      .describe("Sign of the peak that decides channel and sample."),
    true_offset: z
      .boolean()
      .optional()
      .describe(
        "Add the recording's offset to scaled amplitudes; SpikeInterface (and the default) adds the gain in its place.",
      ),
  }),
  start({ analyzer, params }) {
    const recording = requireRecording(analyzer, "spike_amplitudes");
    const templates = templatesOf(analyzer);
    const scaled = analyzer.returnInUv && hasScaleableTraces(recording);
    const { spikes } = analyzer.sorting;
    const count = spikes.sampleIndex.length;
    // raw amplitudes keep the recording's number type
    const dtype: SampleDType = scaled ? "float32" : recording.dtype;
    const all = allocateSamples(dtype, count);
    const request = sweepRequest(
      amplitudeNode,
      {
        ...sharedSpikes(spikes, analyzer.sorting.numSegments),
        channels: extremumChannels(templates, params.peak_sign),
        shifts: peakShifts(templates, params.peak_sign),
        inUv: scaled,
        trueOffset: params.true_offset ?? false,
      },
      ({ firstRow, values }) => {
        all.set(values, firstRow);
      },
    );
    return {
      kind: "sweep",
      requests: [request],
      finish: () => arrayData({ amplitudes: ndArray(dtype, [count], all) }),
    };
  },
  selectUnits(extension, analyzer, unitIndices) {
    return pickArrayRows(extension, spikeRowsOfUnits(analyzer, unitIndices));
  },
});
