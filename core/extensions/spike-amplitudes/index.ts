import { z } from "zod";
import { ndArray } from "#core/array/index.ts";
import {
  requireRecording,
  sharedSpikes,
  templatesOf,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { sweepRequest, type SweepRequest } from "#core/compute/index.ts";
import {
  allocateSamples,
  dtypeOfSamples,
  type SampleArray,
  type SampleDType,
} from "#core/model/index.ts";
import { hasScaleableTraces } from "#core/recording/index.ts";
import { countSpikes, takeSpikes } from "#core/sorting/index.ts";
import { arrayData, defineExtension, type ExtensionData } from "../define.ts";
import { affordablePlaces, nearPeaks } from "../near-peak.ts";
import { pickArrayRows, spikeRowsOfUnits } from "../pick-rows.ts";
import { followSpikes } from "../unit-change.ts";
import { amplitudeNode, type PeakPlaces } from "./node.ts";
import { chosenPlaces, likelyPlaces, peakPlaces } from "./places.ts";

const params = z.strictObject({
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
});

type Params = z.output<typeof params>;

/** Most samples that are kept before the templates are known, beside one for each spike. */
const MOST_VALUES = 1 << 25;

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
  params,
  start({ analyzer, params }) {
    const peak = peakPlaces(templatesOf(analyzer), params.peak_sign);
    const values = allocateSamples(amplitudeDType(analyzer), numSpikes(analyzer));
    return {
      kind: "sweep",
      requests: [readPlaces(analyzer, params, peak, values)],
      finish: () => amplitudeData(values),
    };
  },
  anticipate({ analyzer, params, exactWindows }, expected) {
    const near = nearPeaks(expected, params.peak_sign);
    const places = affordablePlaces(near, countSpikes(analyzer.sorting), MOST_VALUES);
    const likely = likelyPlaces(places, expected, exactWindows);
    const kept = allocateSamples(amplitudeDType(analyzer), numKept(analyzer, likely));
    return {
      requests: [readPlaces(analyzer, params, likely, kept)],
      settle() {
        const peak = peakPlaces(templatesOf(analyzer), params.peak_sign);
        // a filter answers differently for another window, and the templates decide the window
        const comparable = exactWindows || peak.margin === likely.margin;
        const chosen = comparable ? chosenPlaces(likely, peak) : peak.channels.map(() => -1);
        const values = pickPlaces(analyzer, kept, likely, chosen);
        const rows = rowsWithoutPlace(analyzer, chosen);
        if (rows.length === 0) return { kind: "done", data: amplitudeData(values) };
        const again = allocateSamples(amplitudeDType(analyzer), rows.length);
        return {
          kind: "sweep",
          requests: [readPlaces(analyzer, params, peak, again, rows)],
          finish() {
            for (const [i, row] of rows.entries()) values[row] = again[i];
            return amplitudeData(values);
          },
        };
      },
    };
  },
  selectUnits(extension, analyzer, unitIndices) {
    return pickArrayRows(extension, spikeRowsOfUnits(analyzer, unitIndices));
  },
  regroupUnits: followSpikes,
});

function numSpikes(analyzer: SortingAnalyzer): number {
  return analyzer.sorting.spikes.sampleIndex.length;
}

function isScaled(analyzer: SortingAnalyzer): boolean {
  return analyzer.returnInUv && hasScaleableTraces(requireRecording(analyzer, "spike_amplitudes"));
}

/** Raw amplitudes keep the recording's number type. */
function amplitudeDType(analyzer: SortingAnalyzer): SampleDType {
  return isScaled(analyzer) ? "float32" : requireRecording(analyzer, "spike_amplitudes").dtype;
}

function amplitudeData(values: SampleArray): ExtensionData {
  const dtype = dtypeOfSamples(values);
  return arrayData({ amplitudes: ndArray(dtype, [values.length], values) });
}

function numKept(analyzer: SortingAnalyzer, { starts }: PeakPlaces): number {
  let count = 0;
  for (const unit of analyzer.sorting.spikes.unitIndex) count += starts[unit + 1] - starts[unit];
  return count;
}

/** Reads the places of all spikes, or of the given rows, into `out`, row after row. */
function readPlaces(
  analyzer: SortingAnalyzer,
  params: Params,
  places: PeakPlaces,
  out: SampleArray,
  rows?: Int32Array,
): SweepRequest {
  const { spikes, numSegments } = analyzer.sorting;
  let filled = 0; // results come in the order of chunks, and so of rows
  return sweepRequest(
    amplitudeNode,
    {
      ...sharedSpikes(rows === undefined ? spikes : takeSpikes(spikes, rows), numSegments),
      places,
      inUv: isScaled(analyzer),
      trueOffset: params.true_offset ?? false,
    },
    (values) => {
      out.set(values, filled);
      filled += values.length;
    },
  );
}

function pickPlaces(
  analyzer: SortingAnalyzer,
  kept: SampleArray,
  { starts }: PeakPlaces,
  chosen: Int32Array,
): SampleArray {
  const { unitIndex } = analyzer.sorting.spikes;
  const out = allocateSamples(amplitudeDType(analyzer), unitIndex.length);
  for (let row = 0, at = 0; row < out.length; row++) {
    const unit = unitIndex[row];
    if (chosen[unit] >= 0) out[row] = kept[at + chosen[unit]];
    at += starts[unit + 1] - starts[unit];
  }
  return out;
}

function rowsWithoutPlace(analyzer: SortingAnalyzer, chosen: Int32Array): Int32Array {
  const { unitIndex } = analyzer.sorting.spikes;
  const rows: number[] = [];
  for (let row = 0; row < unitIndex.length; row++) if (chosen[unitIndex[row]] < 0) rows.push(row);
  return Int32Array.from(rows);
}
