import { isStructured } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, isEphysError } from "#core/model/index.ts";
import { selectChannels, type Recording } from "#core/recording/index.ts";
import { applyPipeline, type PipelineStep } from "./pipeline.ts";

type GroupKey = string | number;

/**
 * The channels of a recording by the value of a property, in the order of the values (SpikeInterface's split_by).
 * @throws InvalidParameter where there is no such property with one value per channel
 */
export function splitByProperty(
  recording: Recording,
  property = "group",
): ReadonlyMap<GroupKey, Recording> {
  const values = valuesOf(recording, property);
  const keys = [...new Set(values)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return new Map(
    keys.map((key) => [
      key,
      selectChannels(
        recording,
        recording.channelIds.filter((_, i) => values[i] === key),
      ),
    ]),
  );
}

function valuesOf(recording: Recording, property: string): GroupKey[] {
  const array = recording.properties.get(property);
  if (array === undefined || isStructured(array) || array.shape.length !== 1) {
    const names = [...recording.properties.keys()].join(", ");
    throw new EphysError(
      "InvalidParameter",
      `the recording has no property "${property}" with one value per channel; it has ${names}`,
      { property },
    );
  }
  return Array.from(array.data as ArrayLike<GroupKey>);
}

/**
 * Applies a pipeline to every recording of a dictionary (or list) on its own, as SpikeInterface's steps do.
 * @throws the step's error, naming the group
 */
export async function applyPipelineToGroups<Key extends GroupKey>(
  recordings: ReadonlyMap<Key, Recording> | readonly Recording[],
  steps: readonly PipelineStep[],
  ctx: CoreContext,
): Promise<ReadonlyMap<Key | number, Recording>> {
  const out = new Map<Key | number, Recording>();
  for (const [key, recording] of recordings.entries()) {
    try {
      out.set(key, await applyPipeline(recording, steps, ctx));
    } catch (error) {
      if (!isEphysError(error)) throw error;
      const details = { ...error.details, group: key };
      throw new EphysError(error.code, `group ${String(key)}: ${error.message}`, details, error);
    }
  }
  return out;
}
