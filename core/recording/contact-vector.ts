import {
  isStructured,
  toFloat64,
  type NdArray,
  type StructuredArray,
  type StructuredField,
} from "#core/array/index.ts";
import {
  defaultPlaneAxes,
  EphysError,
  namedContacts,
  type JsonObject,
  type Probe,
  type ProbeGroup,
} from "#core/model/index.ts";
import { contactsOfChannels, pickContacts, type ContactRef } from "./contact-order.ts";

/*
 * The structured array `contact_vector` (probeinterface's to_numpy(complete=True)): one record per channel. Fields:
 * probe_index, x, y[, z], contact_shapes, shape parameters, shank_ids, contact_ids, device_channel_indices, si_units,
 * plane axes, contact annotations.
 */

const DIMENSIONS = ["x", "y", "z"] as const;

/** The contact vector of a recording with `numChannels` channels, all of them wired. */
export function contactVector(group: ProbeGroup, numChannels: number): StructuredArray {
  const refs = contactsOfChannels(group, numChannels);
  const ndim = group.probes[0]?.ndim ?? 2;
  const columns = new Map<string, NdArray>();
  const number = (name: string, value: (ref: ContactRef) => number): void => {
    const integer = name === "probe_index" || name === "device_channel_indices";
    const data = Float64Array.from(refs, value);
    columns.set(name, { dtype: integer ? "int64" : "float64", shape: [numChannels], data });
  };
  const text = (name: string, value: (ref: ContactRef) => string): void => {
    columns.set(name, { dtype: "str", shape: [numChannels], data: refs.map(value) });
  };
  number("probe_index", ({ probe }) => group.probes.indexOf(probe));
  for (let d = 0; d < ndim; d++) {
    number(DIMENSIONS[d], ({ probe, contact }) => probe.contactPositions[contact * ndim + d]);
  }
  text("contact_shapes", ({ probe, contact }) => probe.contactShapes[contact]);
  for (const name of shapeParamNames(group)) {
    number(name, ({ probe, contact }) => Number(probe.contactShapeParams[contact][name] ?? 0));
  }
  text("shank_ids", ({ probe, contact }) => probe.shankIds?.[contact] ?? "");
  text("contact_ids", ({ probe, contact }) => probe.contactIds?.[contact] ?? "");
  const channel = new Map(refs.map((ref, i) => [ref, i]));
  number("device_channel_indices", (ref) => channel.get(ref) ?? -1);
  text("si_units", ({ probe }) => probe.siUnits);
  addPlaneAxes(group, ndim, number);
  addAnnotations(refs, columns);
  return {
    length: numChannels,
    fields: [...columns].map(([name, { dtype }]): StructuredField =>
      dtype === "str" && !isAnnotation(name) ? { name, dtype, width: 64 } : { name, dtype },
    ),
    columns: Object.fromEntries(columns),
  };
}

const TEXT_FIELDS = ["contact_shapes", "shank_ids", "contact_ids", "si_units"];

function isAnnotation(name: string): boolean {
  return !TEXT_FIELDS.includes(name);
}

function shapeParamNames(group: ProbeGroup): string[] {
  const names = group.probes.flatMap((probe) =>
    probe.contactShapeParams.flatMap((params) => Object.keys(params)),
  );
  return [...new Set(names)];
}

function addPlaneAxes(
  group: ProbeGroup,
  ndim: 2 | 3,
  number: (name: string, value: (ref: ContactRef) => number) => void,
): void {
  const axes = new Map(
    group.probes.map((probe) => [
      probe,
      probe.contactPlaneAxes ?? defaultPlaneAxes(probe.contactShapes.length, ndim),
    ]),
  );
  for (let d = 0; d < ndim; d++) {
    for (const axis of [0, 1]) {
      number(
        `plane_axis_${DIMENSIONS[d]}_${String(axis)}`,
        ({ probe, contact }) => axes.get(probe)?.[(contact * 2 + axis) * ndim + d] ?? 0,
      );
    }
  }
}

function addAnnotations(refs: readonly ContactRef[], columns: Map<string, NdArray>): void {
  const names = new Set(refs.flatMap(({ probe }) => Object.keys(probe.contactAnnotations)));
  for (const name of names) {
    const values = refs.map(({ probe, contact }) => probe.contactAnnotations[name]?.[contact]);
    const shape = [refs.length];
    if (values.every((value) => typeof value === "number" || value === undefined)) {
      const data = Float64Array.from(values, (value) => (value as number | undefined) ?? 0);
      columns.set(name, { dtype: data.every(Number.isInteger) ? "int64" : "float64", shape, data });
    } else if (values.every((value) => typeof value === "boolean")) {
      columns.set(name, { dtype: "bool", shape, data: Uint8Array.from(values, Number) });
    } else {
      columns.set(name, { dtype: "str", shape, data: values.map((value) => String(value ?? "")) });
    }
  }
}

/** The probes of a contact vector, wired to the channels in its order. @throws CorruptFile */
export function probeGroupFromContactVector(
  vector: StructuredArray,
  source = "contact_vector",
): ProbeGroup {
  const probeIndex = optionalNumbers(vector, "probe_index") ?? new Float64Array(vector.length);
  const all = wholeProbe(vector, source);
  const probes = [...new Set(probeIndex)]
    .sort((a, b) => a - b)
    .map((index) => {
      const channels = [...probeIndex.keys()].filter((i) => probeIndex[i] === index);
      return {
        ...pickContacts(all, channels),
        deviceChannelIndices: Int32Array.from(channels),
      };
    });
  return { probes };
}

const MAIN_FIELDS: ReadonlySet<string> = new Set([
  ...DIMENSIONS,
  ...TEXT_FIELDS,
  "device_channel_indices",
  "radius",
  "width",
  "height",
  "probe_index",
  ...DIMENSIONS.flatMap((d) => [`plane_axis_${d}_0`, `plane_axis_${d}_1`]),
]);

function wholeProbe(vector: StructuredArray, source: string): Probe {
  const ndim = "z" in vector.columns ? 3 : 2;
  const count = vector.length;
  const positions = new Float64Array(count * ndim);
  const axes = new Float64Array(count * 2 * ndim);
  for (let d = 0; d < ndim; d++) {
    const dimension = optionalNumbers(vector, DIMENSIONS[d]);
    if (!dimension) {
      throw new EphysError("CorruptFile", `${source} has no field "${DIMENSIONS[d]}"`);
    }
    for (let i = 0; i < count; i++) positions[i * ndim + d] = dimension[i];
    for (const axis of [0, 1]) {
      const values = optionalNumbers(vector, `plane_axis_${DIMENSIONS[d]}_${String(axis)}`);
      for (let i = 0; i < count && values; i++) axes[(i * 2 + axis) * ndim + d] = values[i];
    }
  }
  const shapes = optionalTexts(vector, "contact_shapes") ?? new Array<string>(count).fill("circle");
  const contactIds = optionalTexts(vector, "contact_ids");
  const shankIds = optionalTexts(vector, "shank_ids");
  return {
    ndim,
    siUnits: optionalTexts(vector, "si_units")?.[0] ?? "um",
    annotations: {},
    contactAnnotations: annotationsOf(vector),
    contactPositions: positions,
    ...("plane_axis_x_0" in vector.columns && { contactPlaneAxes: axes }),
    contactShapes: shapes,
    contactShapeParams: shapes.map((shape, i) => shapeParams(vector, shape, i)),
    ...(contactIds && namedContacts(contactIds)),
    ...(shankIds && { shankIds }),
  };
}

function shapeParams(vector: StructuredArray, shape: string, i: number): JsonObject {
  const names = { circle: ["radius"], square: ["width"], rect: ["width", "height"] }[shape] ?? [];
  return Object.fromEntries(
    names.map((name) => [name, optionalNumbers(vector, name)?.[i] ?? 0] as const),
  );
}

function annotationsOf(vector: StructuredArray): Probe["contactAnnotations"] {
  const entries = vector.fields
    .filter(({ name }) => !MAIN_FIELDS.has(name))
    .map(({ name }) => {
      const column = vector.columns[name];
      const values = Array.isArray(column.data) ? column.data : [...toFloat64(column)];
      return [name, values] as const;
    });
  return Object.fromEntries(entries);
}

function optionalNumbers(vector: StructuredArray, name: string): Float64Array | undefined {
  const column = vector.columns[name] as NdArray | undefined;
  return column && !isStructured(column) && !Array.isArray(column.data)
    ? toFloat64(column)
    : undefined;
}

function optionalTexts(vector: StructuredArray, name: string): string[] | undefined {
  const data = (vector.columns[name] as NdArray | undefined)?.data;
  return Array.isArray(data) ? data : undefined;
}
