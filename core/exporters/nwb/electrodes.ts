import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { isStructured, ndArray, type NdArray } from "#core/array/index.ts";
import type { Properties } from "#core/recording/index.ts";
import { float, floats, text, texts, type Column, type NwbObjects } from "./objects.ts";

export const ELECTRODES = "/general/extracellular_ephys/electrodes";

/** Properties that the table says in other columns or that the series carries. */
const SAID_ELSEWHERE = [
  "location",
  "group",
  "gain_to_uV",
  "offset_to_uV",
  "contact_vector",
  "channel_name",
  "channel_names",
  "group_name",
  "brain_area",
];

/** Scaling of the samples: volts = sample × conversion × factor + offset. */
export interface Scaling {
  readonly conversion: number;
  readonly factors: Float64Array | undefined;
  readonly offset: number;
  /** V per channel where they differ */
  readonly offsets: Float64Array | undefined;
}

/** Scaling from µV gains and offsets; samples without any are taken for µV. */
export function scalingOf(properties: Properties, numChannels: number): Scaling {
  const gains = numbersOf(properties, "gain_to_uV") ?? new Float64Array(numChannels).fill(1);
  const offsets = numbersOf(properties, "offset_to_uV") ?? new Float64Array(numChannels);
  const [gain = 1] = gains;
  const [offset = 0] = offsets;
  const oneGain = gains.every((value) => value === gain);
  const oneOffset = offsets.every((value) => value === offset);
  return {
    conversion: oneGain ? gain * 1e-6 : 1e-6,
    factors: oneGain ? undefined : gains,
    offset: oneOffset ? offset * 1e-6 : 0,
    offsets: oneOffset ? undefined : offsets.map((value) => value * 1e-6),
  };
}

function numbersOf(properties: Properties, name: string): Float64Array | undefined {
  const value = properties.get(name);
  if (!value || isStructured(value) || Array.isArray(value.data)) return undefined;
  return Float64Array.from(value.data as ArrayLike<number>, Number);
}

/** Device, groups and the table of electrodes, a row per channel. */
export async function writeElectrodes(
  objects: NwbObjects,
  analyzer: SortingAnalyzer,
  scaling: Scaling,
): Promise<void> {
  const { attributes, probeGroup } = analyzer;
  const properties = analyzer.recording?.properties ?? attributes.properties;
  const { channelIds } = attributes;
  await objects.sink.createGroup("/general/devices");
  const annotations = probeGroup?.probes[0]?.annotations ?? {};
  const described = annotations["name"] ?? annotations["model_name"] ?? "probe";
  await objects.group("/general/devices/probe", "Device", {
    description: text(typeof described === "string" ? described : "probe"),
    ...(typeof annotations["manufacturer"] === "string" && {
      manufacturer: text(annotations["manufacturer"]),
    }),
  });
  await objects.sink.createGroup("/general/extracellular_ephys");
  const groupNames = groupsOf(properties, channelIds.length);
  for (const name of new Set(groupNames)) {
    const path = `/general/extracellular_ephys/${name}`;
    await objects.group(path, "ElectrodeGroup", {
      description: text(`channels of group ${name}`),
      location: text("unknown"),
    });
    await objects.sink.createSoftLink(`${path}/device`, "/general/devices/probe");
  }
  await objects.table(ELECTRODES, {
    type: "DynamicTable",
    namespace: "hdmf-common",
    description: "metadata about extracellular electrodes",
    ids: channelIds.map((_, i) => i),
    columns: [
      ...placeColumns(properties, channelIds.length),
      {
        name: "group",
        description: "the ElectrodeGroup of the electrode",
        value: {
          references: groupNames.map((name) => `/general/extracellular_ephys/${name}`),
          shape: [groupNames.length],
        },
      },
      { name: "group_name", description: "name of the group", value: texts(groupNames) },
      {
        name: "channel_name",
        description: "id of the channel",
        value: texts(channelIds.map(String)),
      },
      ...(scaling.offsets
        ? [
            {
              name: "offset",
              description: "offset of the samples, V",
              value: floats(scaling.offsets),
            },
          ]
        : []),
      ...otherColumns(properties, channelIds.length),
    ],
  });
}

/** Names that are paths of HDF5 too. */
function groupsOf(properties: Properties, count: number): string[] {
  const group = properties.get("group");
  if (!group || isStructured(group) || group.data.length !== count) {
    return new Array<string>(count).fill("group0");
  }
  return Array.from({ length: count }, (_, i) => {
    const value = group.data[i];
    if (typeof value !== "string") return `group${String(value)}`;
    const name = value.replaceAll("/", "_");
    return ["", ".", "electrodes"].includes(name) ? `group_${name}` : name;
  });
}

function placeColumns(properties: Properties, count: number): Column[] {
  const area = properties.get("brain_area");
  const areas =
    area && !isStructured(area) && Array.isArray(area.data)
      ? area.data
      : new Array<string>(count).fill("unknown");
  const columns: Column[] = [
    { name: "location", description: "part of the brain", value: texts(areas) },
  ];
  const location = properties.get("location");
  if (!location || isStructured(location) || location.shape.length !== 2) return columns;
  const width = location.shape[1];
  const values = Float64Array.from(location.data as ArrayLike<number>, Number);
  for (const [axis, name] of ["rel_x", "rel_y", "rel_z"].slice(0, width).entries()) {
    const along = Float64Array.from({ length: count }, (_, i) => values[i * width + axis]);
    const description = `${name.slice(4)} on the probe, um`;
    columns.push({ name, description, value: floats(along) });
  }
  return columns;
}

function otherColumns(properties: Properties, count: number): Column[] {
  const columns: Column[] = [];
  for (const [name, value] of properties) {
    if (SAID_ELSEWHERE.includes(name) || isStructured(value)) continue;
    if (value.shape.length !== 1 || value.shape[0] !== count || name.includes("/")) continue;
    columns.push({ name, description: `property ${name} of the channel`, value: writable(value) });
  }
  return columns;
}

/** Booleans as 0 and 1, bytes as text: what every reader takes. */
export function writable(value: NdArray): NdArray {
  if (value.dtype === "bytes") return { ...value, dtype: "str" };
  if (value.dtype === "bool") {
    return ndArray("uint8", value.shape, Uint8Array.from(value.data as Uint8Array));
  }
  if (value.dtype === "float16") return { ...value, dtype: "float32" };
  return value;
}

export function scalingAttributes({ conversion, offset }: Scaling): Record<string, NdArray> {
  return {
    conversion: float(conversion),
    offset: float(offset),
    resolution: float(-1),
    unit: text("volts"),
  };
}
