import type { Ref } from "vue";
import { computed, onScopeDispose, ref, shallowRef, watch } from "vue";
import type { Frame } from "#contract/index.ts";
import { useClient } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { useAsync } from "../../data/index.ts";
import { useRecordingDetail, useSelection, useTimeWindow } from "../../stores/index.ts";
import type { Spectra, SpectraOf } from "./options.ts";
import { stretchOf } from "./options.ts";

/** What `channels` of a query may name. */
const MAX_CHANNELS = 8;
/** a dragged window asks once the hand rests */
const REST_MS = 200;

interface SpectraData {
  readonly state: AsyncValue<Spectra>;
  /** frames of a Welch segment */
  readonly segmentFrames: Ref<number>;
  /** of those chosen, how many are shown */
  readonly numShown: Readonly<Ref<number>>;
}

/** Spectra before and after the stored pipeline, of the window that the traces show. */
export function useSpectra(): SpectraData {
  const client = useClient();
  const { detail } = useRecordingDetail();
  const time = useTimeWindow();
  const selection = useSelection();
  const segmentFrames = ref(4096);

  const wanted = computed(() => {
    const recording = detail.value.value;
    if (recording?.available !== true || time.numFrames === 0) return undefined;
    const numSamples = recording.numSamples[time.segment] ?? 0;
    if (numSamples < 2) return undefined;
    return JSON.stringify({
      query: {
        recording: recording.id,
        segment: time.segment,
        ...stretchOf(time, recording.samplingFrequency, numSamples),
        segment_frames: segmentFrames.value,
        ...(selection.channels.length === 0
          ? {}
          : { channels: selection.channels.slice(0, MAX_CHANNELS).join(",") }),
      },
      pipeline: recording.pipeline,
    });
  });
  const rested = shallowRef(wanted.value);
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(wanted, (now) => {
    clearTimeout(timer);
    timer = setTimeout(() => (rested.value = now), REST_MS);
  });
  onScopeDispose(() => clearTimeout(timer));

  const state = useAsync(rested, async (key, signal) => {
    const { query } = JSON.parse(key) as { query: Record<string, string | number> };
    const frame = await client.frame("spectra", query, signal);
    const channels = typeof query["channels"] === "string" ? query["channels"].split(",") : [];
    const ids = channels.map((at) => detail.value.value?.channels[Number(at)]?.id ?? at);
    return spectraFrom(frame, ids);
  });
  return {
    state,
    segmentFrames,
    numShown: computed(() => Math.min(MAX_CHANNELS, selection.channels.length)),
  };
}

function spectraFrom(frame: Frame, channelIds: Spectra["channelIds"]): Spectra {
  const meta = frame.meta as Readonly<Record<string, number | undefined>>; // as frames.ts says
  return {
    raw: sideOf(frame, "raw"),
    processed: sideOf(frame, "processed"),
    start: meta["start"] ?? 0,
    stop: meta["stop"] ?? 0,
    numSegments: meta["numSegments"] ?? 0,
    overviewChannels: meta["overviewChannels"] ?? 0,
    numChannels: meta["numChannels"] ?? 0,
    channelIds,
  };
}

function sideOf({ arrays }: Frame, name: string): SpectraOf {
  const density = arrays[`${name}Overview`];
  return {
    // dtypes as frames.ts says
    frequencies: (arrays[`${name}Frequencies`]?.data ?? new Float64Array()) as Float64Array,
    overview: (density?.data ?? new Float32Array()) as Float32Array,
    channels: (arrays[`${name}Channels`]?.data ?? new Float32Array()) as Float32Array,
    unit: density?.unit ?? "",
  };
}
