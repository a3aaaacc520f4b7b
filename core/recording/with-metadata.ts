import { isStructured } from "#core/array/index.ts";
import {
  dictPart,
  probeGroupFromJson,
  probeGroupToJson,
  type ExtractorDict,
  type JsonObject,
  type JsonValue,
  type ProbeGroup,
  type SampleArray,
} from "#core/model/index.ts";
import { wireProbe, type GroupMode } from "./attach-probe.ts";
import { factsOf, RecordingBase, type RecordingFacts, type TraceRange } from "./base.ts";
import { selectChannels } from "./channel-slice.ts";
import { arrayToJson, mergeJsonProperties } from "./properties.ts";
import type { Properties, Recording, TakeTile } from "./recording.ts";

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

/**
 * What a dictionary says beyond class and arguments: annotations, main properties (null removes), a probe group.
 * The recording itself comes back when it already has all that.
 */
export function withDictMetadata(recording: Recording, dict: ExtractorDict): Recording {
  const own = recording.dict;
  const probeJson = dict["probegroup"];
  const sameProbe = probeJson === undefined || sameJson(probeJson, own["probegroup"]);
  const changed = Object.entries(dictPart(dict, "properties")).filter(
    ([name, value]) => !sameJson(value ?? null, propertyJson(recording.properties, name)),
  );
  const annotations = Object.entries(dictPart(dict, "annotations")).filter(
    ([name, value]) => value !== null && !sameJson(value, recording.annotations[name]),
  );
  if (sameProbe && changed.length === 0 && annotations.length === 0) return recording;
  return new AnnotatedRecording(recording, {
    ...factsOf(recording),
    properties: mergeJsonProperties(
      recording.properties,
      Object.fromEntries(changed),
      recording.channelIds.length,
    ),
    annotations: { ...recording.annotations, ...Object.fromEntries(annotations) },
    probeGroup: sameProbe ? recording.probeGroup : probeGroupFromJson(probeJson, "probegroup"),
  });
}

function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
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

  protected override readWindowInTiles(range: TraceRange, take: TakeTile): Promise<void> {
    const { segmentIndex, startFrame, endFrame, channelIndices } = range;
    return this.#parent.readTiles(segmentIndex, startFrame, endFrame, channelIndices, take);
  }
}

function annotatedDict(parent: Recording, facts: RecordingFacts): ExtractorDict {
  const properties = facts.properties ?? new Map();
  const names = new Set([...parent.properties.keys(), ...(properties as Properties).keys()]);
  const changed = [...names].filter(
    (name) => (properties as Properties).get(name) !== parent.properties.get(name),
  );
  return {
    ...parent.dict,
    annotations: facts.annotations ?? {},
    properties: {
      ...parent.dict.properties,
      ...Object.fromEntries(changed.map((name) => [name, propertyJson(properties, name)])),
    },
    ...(facts.probeGroup !== undefined &&
      facts.probeGroup !== parent.probeGroup && {
        probegroup: probeGroupToJson(facts.probeGroup),
      }),
  };
}

function propertyJson(properties: Properties, name: string): JsonValue {
  const value = properties.get(name);
  return value === undefined || isStructured(value) ? null : arrayToJson(value);
}
