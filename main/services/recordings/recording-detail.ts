import type { ChannelRow, RecordingDetail, RecordingSummary } from "#contract/index.ts";
import type { Probe, ProbeGroup } from "#core/model/index.ts";
import {
  channelGroups,
  findChannelLocations,
  gainsOf,
  offsetsOf,
  startTimeS,
  type Recording,
} from "#core/recording/index.ts";
import type { RecordingRow } from "#main/project/index.ts";
import type { Session } from "../session.ts";
import { textOf } from "../text-of.ts";

export function recordingSummary(row: RecordingRow, available: boolean): RecordingSummary {
  const numFrames = row.numSamples.reduce((sum, n) => sum + n, 0);
  return {
    id: row.id,
    name: row.name,
    path: row.path,
    format: row.format,
    streamId: row.streamId,
    numChannels: row.numChannels,
    numSegments: row.numSamples.length,
    durationS: numFrames / row.samplingFrequency,
    samplingFrequency: row.samplingFrequency,
    available,
  };
}

/** The recording page; without channels when the file is not where it was. */
export async function recordingDetail(session: Session, id: number): Promise<RecordingDetail> {
  const { project, recordings } = session;
  const available = recordings.isAvailable(project.recordings.get(id));
  const recording = available ? await recordings.raw(id) : undefined;
  const row = project.recordings.get(id); // opening may have mended its path
  return {
    ...recordingSummary(row, available),
    why: row.why,
    dtype: recording?.dtype ?? "",
    numSamples: row.numSamples,
    tStartS: recording === undefined ? [] : row.numSamples.map((_, i) => startTimeS(recording, i)),
    sizeBytes: row.fingerprint.sizeBytes,
    channels: recording === undefined ? [] : channelRows(recording),
    probeName: recording === undefined ? null : probeName(recording),
    probeContours: recording === undefined ? [] : contoursOf(recording.probeGroup),
    pipeline: row.pipeline,
    badChannels: badChannelsOf(session, id),
  };
}

function badChannelsOf({ project }: Session, id: number): RecordingDetail["badChannels"] {
  const row = project.badChannels.get(id);
  return row === undefined ? null : { ...row.found, params: row.params, createdAt: row.createdAt };
}

export function channelRows(recording: Recording): ChannelRow[] {
  const locations = findChannelLocations(recording);
  const gains = gainsOf(recording);
  const offsets = offsetsOf(recording);
  const groups = recording.properties.has("group") ? channelGroups(recording) : undefined;
  const shanks = shankIds(recording);
  return recording.channelIds.map((id, i) => ({
    id,
    xUm: locations?.[2 * i] ?? null,
    yUm: locations?.[2 * i + 1] ?? null,
    group: groups === undefined ? null : String(groups[i]),
    shank: shanks?.[i] ?? null,
    gainUv: gains?.[i] ?? null,
    offsetUv: offsets?.[i] ?? null,
  }));
}

/** Shank per channel; undefined when the probe has none or one without a name. */
function shankIds({ probeGroup, channelIds }: Recording): (string | null)[] | undefined {
  if (probeGroup === undefined) return undefined;
  const shanks = new Array<string | null>(channelIds.length).fill(null);
  for (const probe of probeGroup.probes) {
    for (const [contact, channel] of (probe.deviceChannelIndices ?? []).entries()) {
      const shank = probe.shankIds?.[contact];
      if (channel >= 0 && channel < shanks.length && shank !== undefined && shank !== "") {
        shanks[channel] = shank;
      }
    }
  }
  return shanks;
}

/** [contour][vertex][x, y], µm; one per probe that has one. */
export function contoursOf(probeGroup: ProbeGroup | undefined): (readonly [number, number])[][] {
  return (probeGroup?.probes ?? []).flatMap((probe) => {
    const contour = probe.probePlanarContour;
    return contour === undefined
      ? []
      : [contour.map(([x = 0, y = 0]): readonly [number, number] => [x, y])];
  });
}

function probeName({ probeGroup }: Recording): string | null {
  const names = (probeGroup?.probes ?? []).map(nameOfProbe).filter((name) => name !== "");
  return names.length === 0 ? null : names.join(", ");
}

function nameOfProbe({ annotations }: Probe): string {
  const parts = [annotations["manufacturer"], annotations["model_name"] ?? annotations["name"]];
  return parts
    .map(textOf)
    .filter((part) => part !== "")
    .join(" ");
}
