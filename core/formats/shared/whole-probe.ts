import { EphysError, type ProbeGroup } from "#core/model/index.ts";
import { wireProbe, type RecordingFacts } from "#core/recording/index.ts";

/** A folder's recording with the folder's probe, which every channel must have its contact on. @throws CorruptFile */
export function attachWholeProbe(
  facts: RecordingFacts,
  group: ProbeGroup,
  folder: string,
): RecordingFacts {
  const count = facts.channelIds.length;
  const { probeGroup, properties, annotations, channelIndices } = wireProbe(group, count);
  if (channelIndices.length !== count) {
    throw new EphysError(
      "CorruptFile",
      `the probe in ${folder} is wired to ${String(channelIndices.length)} of ${String(count)} channels`,
      { path: folder },
    );
  }
  return {
    ...facts,
    properties: new Map([...(facts.properties ?? []), ...properties]),
    annotations: { ...facts.annotations, ...annotations },
    probeGroup,
  };
}
