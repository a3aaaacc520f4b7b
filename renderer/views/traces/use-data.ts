import type { Ref } from "vue";
import { computed } from "vue";
import type { UnitId } from "#core/model/index.ts";
import { useClient } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { useAsync } from "../../data/index.ts";
import { useProject, useSelection, useTimeWindow, useUnits } from "../../stores/index.ts";

interface SpikeInWindow {
  readonly frame: number;
  readonly unitId: UnitId;
  readonly isSelected: boolean;
}

export interface WindowSpikes {
  readonly spikes: Readonly<Ref<readonly SpikeInWindow[]>>;
  readonly mainChannels: Readonly<Ref<ReadonlyMap<UnitId, number>>>;
  readonly state: AsyncValue<{ readonly frames: Float64Array; readonly units: Int32Array }>;
}

/** Above this length dots would cover the traces. */
const MAX_WINDOW_S = 4;

/** The spikes of the analyzer that lie in the shared time window. */
export function useWindowSpikes(): WindowSpikes {
  const client = useClient();
  const project = useProject();
  const time = useTimeWindow();
  const units = useUnits();
  const selection = useSelection();

  /** whole windows at a time, so that a drag asks once */
  const key = computed(() => {
    const fs = project.recording?.samplingFrequency;
    if (project.analyzerId === null || fs === undefined) return undefined;
    if (time.numFrames > MAX_WINDOW_S * fs) return undefined;
    const step = 2 ** Math.ceil(Math.log2(time.numFrames));
    const start = Math.floor(time.startFrame / step) * step;
    return `${project.analyzerId} ${time.segment} ${start} ${start + 2 * step}`;
  });
  const state = useAsync(key, async (text, signal) => {
    const [analyzer = 0, segment = 0, start = 0, stop = 0] = text.split(" ").map(Number);
    const frame = await client.frame("spikes", { analyzer, segment, start, stop }, signal);
    return {
      frames: (frame.arrays["sampleIndex"]?.data ?? new Float64Array()) as Float64Array, // frames.ts
      units: (frame.arrays["unitIndex"]?.data ?? new Int32Array()) as Int32Array,
    };
  });
  const spikes = computed<readonly SpikeInWindow[]>(() => {
    const loaded = state.value.value;
    const table = units.table.value.value;
    if (!loaded || !table) return [];
    const end = time.startFrame + time.numFrames;
    const hasSelection = selection.unitIds.length > 0;
    const found: SpikeInWindow[] = [];
    loaded.frames.forEach((frame, at) => {
      if (frame < time.startFrame || frame > end) return;
      const unitId = table.unitIds[loaded.units[at] ?? -1];
      if (unitId === undefined) return;
      const isSelected = selection.isSelected.has(unitId);
      if (isSelected || !hasSelection || time.allSpikes) found.push({ frame, unitId, isSelected });
    });
    return found;
  });
  const mainChannels = computed(() => {
    const table = units.table.value.value;
    return new Map(table?.unitIds.map((id, at) => [id, table.mainChannels[at] ?? 0]) ?? []);
  });
  return { spikes, mainChannels, state };
}
