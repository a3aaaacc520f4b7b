import type { ExtractorDict, JsonObject, ProbeGroup, SampleArray } from "#core/model/index.ts";
import { probeGroupToJson } from "#core/model/index.ts";
import { isStructured } from "#core/array/index.ts";
import { wireProbe, type GroupMode } from "./attach-probe.ts";
import { factsOf, RecordingBase, type RecordingFacts, type TraceRange } from "./base.ts";
import { selectChannels } from "./channel-slice.ts";
import { arrayToJson } from "./properties.ts";
import type { Properties, Recording } from "./recording.ts";

/** The same samples with other metadata; the dictionary keeps class and arguments and carries what is new. */
export function withMetadata(
  recording: Recording,
  changes: {
    readonly properties?: Properties;
    readonly annotations?: JsonObject;
    readonly probeGroup?: ProbeGroup;
  },
): Recording {
  return new AnnotatedRecording(recording, {
    ...factsOf(recording),
    properties: new Map([...recording.properties, ...(changes.properties ?? [])]),
    annotations: { ...recording.annotations, ...changes.annotations },
    probeGroup: changes.probeGroup ?? recording.probeGroup,
  });
}

/**
 * A recording with a probe attached (SpikeInterface's set_probegroup): channels without a contact are dropped,
 * `location` and `group` are set.
 */
export function withProbe(
  recording: Recording,
  group: ProbeGroup,
  groupMode: GroupMode = "by_probe",
): Recording {
  const count = recording.channelIds.length;
  const { probeGroup, channelIndices, properties, annotations } = wireProbe(
    group,
    count,
    groupMode,
  );
  const kept =
    channelIndices.length === count
      ? recording
      : selectChannels(
          recording,
          [...channelIndices].map((i) => recording.channelIds[i]),
        );
  return withMetadata(kept, { properties, annotations, probeGroup });
}

class AnnotatedRecording extends RecordingBase {
  readonly #parent: Recording;

  constructor(parent: Recording, facts: RecordingFacts) {
    super(facts, () => annotatedDict(parent, facts));
    this.#parent = parent;
  }

  protected readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    const { segmentIndex, startFrame, endFrame, channelIndices } = range;
    return this.#parent.readTraces(segmentIndex, startFrame, endFrame, channelIndices, out);
  }
}

function annotatedDict(parent: Recording, facts: RecordingFacts): ExtractorDict {
  const changed = [...(facts.properties ?? [])].filter(
    ([name, value]) => parent.properties.get(name) !== value && !isStructured(value),
  );
  const properties = Object.fromEntries(
    changed.map(([name, value]) => [name, isStructured(value) ? null : arrayToJson(value)]),
  );
  return {
    ...parent.dict,
    annotations: facts.annotations ?? {},
    properties: { ...parent.dict.properties, ...properties },
    ...(facts.probeGroup !== undefined &&
      facts.probeGroup !== parent.probeGroup && {
        probegroup: probeGroupToJson(facts.probeGroup),
      }),
  };
}
