import type { TraceWindow } from "#core/compute/index.ts";
import { resolveMethod, type MethodChoice } from "../method-choice.ts";
import { channelsOf, type ChannelLists } from "../neighbours.ts";
import type { WaveformSpan } from "../localization/locate.ts";
import { numPeaks, type Peaks } from "../peaks.ts";
import { copyWaveform } from "../waveform-rows.ts";
import { WAVEFORM_STEPS } from "./catalog.ts";
import type {
  WaveformBatch,
  WaveformChange,
  WaveformContext,
  WaveformStepDefinition,
} from "./define.ts";

/** Steps one after the other. @throws UnknownName, InvalidParameter */
export function createWaveformSteps(
  choices: readonly MethodChoice[],
  context: WaveformContext,
): WaveformChange {
  const methods: readonly WaveformStepDefinition[] = WAVEFORM_STEPS;
  const changes = choices.map((choice) => {
    const { definition, params } = resolveMethod(methods, choice, "waveform");
    return definition.create(params, context);
  });
  return (batch) => changes.reduce((current, change) => change(current), batch);
}

/** Waveforms of peaks on the channels around theirs; samples outside the window are 0. */
export function cutWaveforms(
  window: Pick<TraceWindow, "numFrames" | "numChannels" | "firstFrame">,
  traces: Float32Array,
  peaks: Peaks,
  { nbefore, nafter }: WaveformSpan,
  around: ChannelLists,
): WaveformBatch {
  const count = numPeaks(peaks);
  const numSamples = nbefore + nafter;
  const channels = Array.from(peaks.channelIndex, (channel) => channelsOf(around, channel));
  const width = longestList(around);
  const data = new Float32Array(count * numSamples * width);
  const own = new Float32Array(numSamples * width);
  for (let i = 0; i < count; i++) {
    const n = channels[i].length;
    const first = peaks.sampleIndex[i] - window.firstFrame - nbefore;
    const part = own.subarray(0, numSamples * n);
    copyWaveform(window, traces, first, numSamples, channels[i], part);
    for (let s = 0; s < numSamples; s++) {
      data.set(part.subarray(s * n, (s + 1) * n), (i * numSamples + s) * width);
    }
  }
  return { count, numSamples, width, data, channels };
}

/** Channels of the longest list. */
function longestList({ starts }: ChannelLists): number {
  let width = 0;
  for (let c = 1; c < starts.length; c++) width = Math.max(width, starts[c] - starts[c - 1]);
  return width;
}
