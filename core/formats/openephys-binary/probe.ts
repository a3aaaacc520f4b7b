import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type Probe } from "#core/model/index.ts";
import { pickContacts } from "#core/recording/index.ts";
import { childAt, childrenNamed, parseXml, type XmlElement } from "../shared/xml.ts";
import { probeModel, type ProbeModel } from "../shared/neuropixels/table.ts";
import { wholeProbe } from "../shared/neuropixels/probe.ts";

/** Larger settings are no settings. */
const MAX_SETTINGS_BYTES = 64 * 1024 * 1024;
const MAX_ELECTRODES = 10_000;

/** A probe of a settings.xml, or why there is none. */
export type SettingsProbe = { readonly probe: Probe } | { readonly why: string };

/**
 * The Neuropixels probe that a settings.xml (plugin Neuropix-PXI from 0.3.3, or OneBox) describes for a stream, with the
 * contacts of the channels that were recorded, wired in their order.
 * @throws CorruptFile for a damaged file
 */
export async function probeFromSettings(
  path: string,
  streamName: string,
  ctx: CoreContext,
): Promise<SettingsProbe> {
  const stat = await ctx.fs.stat(path);
  if (stat?.kind !== "file") return { why: "settings.xml is not there" };
  if (stat.sizeBytes > MAX_SETTINGS_BYTES) {
    throw new EphysError("CorruptFile", `${path} is too large to be Open Ephys settings`, { path });
  }
  const root = parseXml(await ctx.fs.readText(path), path);
  const version = childAt(root, "INFO", "VERSION")?.text ?? "";
  const processors = childrenNamed(root, "SIGNALCHAIN").flatMap((chain) =>
    childrenNamed(chain, "PROCESSOR"),
  );
  const named = (part: string): XmlElement | undefined =>
    processors.findLast((one) => attribute(one, "name").includes(part));
  const pxi = named("Neuropix-PXI");
  const processor = pxi ?? named("OneBox");
  if (!processor) return { why: "settings.xml has no Neuropixels plugin" };
  if (pxi && isBefore(attribute(pxi, "libraryVersion"), [0, 3, 3])) {
    return { why: "the Neuropix-PXI plugin is older than 0.3.3, which did not write positions" };
  }
  const found = chooseProbe(processor, streamName);
  if (!found) return { why: `settings.xml has no probe of the stream ${streamName}` };
  const partNumber = attribute(found, "probe_part_number");
  const known = probeModel(partNumber);
  if (!known) return { why: `the probe's part number "${partNumber}" is not known` };
  const columns = electrodesOf(found, known.model, isBefore(version, [0, 6, 0]), path);
  if (!columns) return { why: "settings.xml has no electrode positions" };
  const whole = wholeProbe(known.model, columns, path);
  const annotated: Probe = {
    ...whole,
    annotations: {
      model_name: partNumber,
      manufacturer: "imec",
      description: known.description,
      ...whole.annotations,
      serial_number: attribute(found, "probe_serial_number"),
      part_number: partNumber,
      slot: attribute(found, "slot"),
      dock: attribute(found, "dock"),
      port: attribute(found, "port"),
    },
  };
  const count = annotated.contactShapes.length;
  const saved = savedChannels(processors, streamName)?.filter((channel) => channel < count);
  const probe = saved ? pickContacts(annotated, saved) : annotated;
  const numContacts = probe.contactShapes.length;
  return {
    probe: {
      ...probe,
      deviceChannelIndices: Int32Array.from({ length: numContacts }, (_, i) => i),
    },
  };
}

function attribute(element: XmlElement, name: string): string {
  return element.attributes.get(name) ?? "";
}

function isBefore(
  version: string,
  [major, minor, patch]: readonly [number, number, number],
): boolean {
  const [a = 0, b = 0, c = 0] = version.split(".").map((part) => parseInt(part, 10) || 0);
  return a !== major ? a < major : b !== minor ? b < minor : c < patch;
}

/** Enabled probes are called as the streams are, in their order (before 0.6: node.index), unless a name was given. */
function chooseProbe(processor: XmlElement, streamName: string): XmlElement | undefined {
  const holders = [
    childAt(processor, "EDITOR"),
    childAt(processor, "EDITOR", "CUSTOM_PARAMETERS"),
    childAt(processor, "CUSTOM_PARAMETERS"),
  ];
  const probes = holders
    .flatMap((holder) => childrenNamed(holder, "NP_PROBE"))
    .filter((probe) => (probe.attributes.get("isEnabled") ?? "1") === "1");
  const streams = childrenNamed(processor, "STREAM").map((stream) => attribute(stream, "name"));
  const nodeId = processor.attributes.get("NodeId") ?? attribute(processor, "nodeId");
  const used = streams
    .filter((name) => !name.includes("ADC"))
    .map((name) => name.replaceAll("-AP", "").replaceAll("-LFP", ""));
  const names =
    streams.length > 0 ? [...new Set(used)] : probes.map((_, i) => `${nodeId}.${String(i)}`);
  if (probes.length < names.length) return undefined;
  return probes.find((probe, i) => {
    const serial = attribute(probe, "probe_serial_number");
    const custom = probe.attributes.get("custom_probe_name");
    const name = custom !== undefined && custom !== serial ? custom : names[i];
    const bySerial = probes.length > 1 && serial !== "" && streamName.includes(serial);
    return bySerial || (name !== undefined && streamName.includes(name));
  });
}

/** Electrode numbers (and shanks) from the positions; undefined without positions. */
function electrodesOf(
  probe: XmlElement,
  model: ProbeModel,
  beforeVersion6: boolean,
  path: string,
): ReadonlyMap<string, readonly number[]> | undefined {
  const xs = childAt(probe, "ELECTRODE_XPOS")?.attributes;
  const ys = childAt(probe, "ELECTRODE_YPOS")?.attributes;
  const channels = childAt(probe, "CHANNELS")?.attributes;
  if (!xs || !ys || !channels) return undefined;
  const entries = [...channels].map(([key, value]) => ({
    key,
    value,
    order: Number(key.slice(2).replace(/_/g, "")),
    x: Number(xs.get(key) ?? NaN),
    y: Number(ys.get(key) ?? NaN),
  }));
  entries.sort((a, b) => a.order - b.order);
  const bad = entries.find(({ order, x, y }) => !Number.isFinite(order + x + y));
  if (bad || entries.length === 0 || entries.length > MAX_ELECTRODES) {
    throw new EphysError(
      "CorruptFile",
      `${path}: the probe's electrode positions are not understood (${bad?.key ?? "CHANNELS"})`,
      { path },
    );
  }
  const shanks = shanksOf(entries);
  const pitch = model.shankPitchUm;
  const left = Math.min(...entries.map(({ x }) => x)) - Math.min(...(shanks ?? [0])) * pitch;
  const stagger = model.evenRowOffsetUm - model.oddRowOffsetUm;
  const electrodes = entries.map(({ x, y }, i) => {
    const top = beforeVersion6 && shanks ? y - pitch * shanks[i] : y;
    const row = (model.colsPerShank * top) / model.yPitchUm;
    if (model.xPitchUm === 0) return Math.trunc(row);
    const shift = (top / model.yPitchUm) % 2 === 0 ? stagger : 0;
    const shank = model.numShanks > 1 ? (shanks?.[i] ?? 0) : 0;
    return Math.trunc((x - left - shift - pitch * shank) / model.xPitchUm + row);
  });
  return new Map<string, readonly number[]>([
    ["electrode", electrodes],
    ...(model.numShanks > 1 ? [["shank", shanks ?? electrodes.map(() => 0)] as const] : []),
  ]);
}

/** Shanks stand in every value ("bank:shank") or in every name ("CH3_1"). */
function shanksOf(
  entries: readonly { readonly key: string; readonly value: string }[],
): readonly number[] | undefined {
  const numbers = entries.every(({ value }) => value.includes(":"))
    ? entries.map(({ value }) => Number(value.split(":")[1]))
    : entries.every(({ key }) => key.includes("_"))
      ? entries.map(({ key }) => Number(key.split("_")[1]))
      : undefined;
  const valid = numbers?.every((shank) => Number.isInteger(shank) && shank >= 0 && shank < 64);
  return valid === true ? numbers : undefined;
}

/** Channels that the record node saved of a stream; undefined = all. */
function savedChannels(
  processors: readonly XmlElement[],
  streamName: string,
): readonly number[] | undefined {
  const node = processors.find((one) => attribute(one, "name").includes("Record Node"));
  const streams = childrenNamed(childAt(node, "CUSTOM_PARAMETERS"), "STREAM");
  const states = streams.map((stream) => stream.attributes.get("recording_state"));
  const isCustom = (state: string | undefined): boolean =>
    state !== undefined && state !== "ALL" && state !== "NONE";
  if (!states.some(isCustom)) return undefined;
  const own =
    streams.length > 1
      ? streams.findIndex((stream) => streamName.includes(attribute(stream, "name")))
      : 0;
  const state = states[own];
  if (state === undefined || !isCustom(state)) return undefined;
  return Array.from(state, (flag, channel) => (flag === "1" ? channel : -1)).filter((c) => c >= 0);
}
