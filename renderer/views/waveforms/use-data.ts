import type { UnitId } from "#core/model/index.ts";
import type { Frame } from "#contract/index.ts";
import { useClient } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { LruCache, useAsync } from "../../data/index.ts";
import { useProject, useUnits } from "../../stores/index.ts";
import type { ShownUnit } from "../shared/use-shown-units.ts";
import type { UnitWaveforms } from "./options.ts";

/** Waveforms of the shown units; a unit that was seen before is there at once. */
export function useWaveforms(
  shown: () => readonly ShownUnit[],
  maxSpikes: () => number,
  more: () => { readonly thirds: boolean; readonly template: string } = () => ({ thirds: false, template: "average" }), // prettier-ignore
): AsyncValue<readonly UnitWaveforms[]> {
  const client = useClient();
  const project = useProject();
  const units = useUnits();
  const cache = new LruCache<UnitWaveforms>(
    64e6,
    ({ waveforms, mean, thirds }) =>
      waveforms.byteLength + 2 * mean.byteLength + (thirds?.byteLength ?? 0),
  );
  const key = (): string | undefined =>
    project.analyzerId === null ||
    shown().length === 0 ||
    units.extensionState("templates") !== "done"
      ? undefined
      : JSON.stringify([project.analyzerId, units.version, maxSpikes(), shown(), more()]);

  return useAsync(key, (text, signal) => {
    const [analyzer, version, spikes, list, { thirds, template }] = JSON.parse(text) as [
      number,
      number,
      number,
      ShownUnit[],
      ReturnType<typeof more>,
    ]; // our own key
    return Promise.all(
      list.map(async ({ id, index }) => {
        const name = `${analyzer} ${version} ${spikes} ${index} ${thirds} ${template}`;
        const known = cache.get(name);
        if (known) return known;
        const query = {
          analyzer,
          unit: index,
          spikes,
          ...(thirds ? { thirds: 1 } : {}),
          ...(template === "average" ? {} : { template }),
        };
        const loaded = waveformsFrom(id, await client.frame("waveforms", query, signal));
        cache.set(name, loaded);
        return loaded;
      }),
    );
  });
}

function waveformsFrom(id: UnitId, { arrays, meta }: Frame): UnitWaveforms {
  const float = (name: string): Float32Array => {
    const data = arrays[name]?.data;
    return data instanceof Float32Array ? data : new Float32Array();
  };
  const channels = arrays["channels"]?.data;
  const numbers = meta as { nbefore?: number; samplingFrequency?: number; numSpikes?: number };
  return {
    id,
    mean: float("mean"),
    std: float("std"),
    waveforms: float("waveforms"),
    thirds: float("thirds"),
    channels: channels instanceof Int32Array ? channels : new Int32Array(),
    numSamples: arrays["mean"]?.shape[0] ?? 0,
    nbefore: numbers.nbefore ?? 0,
    samplingFrequency: numbers.samplingFrequency ?? 1,
    numSpikes: numbers.numSpikes ?? 0,
  };
}
