import { EphysError } from "./errors.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { numContacts, type Probe, type ProbeGroup } from "./probe.ts";

/*
 * probeinterface's JSON: {"specification": "probeinterface", "version", "probes": [dictionary of each probe]}
 * (its format specification; the keys and their order are those of version 0.3.1).
 */

/** The probeinterface version whose files we write. */
export const PROBEINTERFACE_VERSION = "0.3.1";

/** Reads a probeinterface document. @param source named in errors */
export function probeGroupFromJson(value: JsonValue, source = "the probe file"): ProbeGroup {
  const document = asObject(value, source);
  if ("specification" in document && document["specification"] !== "probeinterface") {
    throw new EphysError(
      "FormatNotRecognised",
      `${source} is not a probeinterface file: its specification is ${JSON.stringify(document["specification"])}`,
    );
  }
  const probes = document["probes"];
  if (!Array.isArray(probes)) throw bad(source, `has no list "probes"`);
  return {
    probes: (probes as readonly JsonValue[]).map((probe, i) =>
      probeFromDict(probe, `${source}, probe ${String(i)}`),
    ),
  };
}

/** The document of a probe file. */
export function probeGroupToJson(group: ProbeGroup): JsonObject {
  return {
    specification: "probeinterface",
    version: PROBEINTERFACE_VERSION,
    probes: group.probes.map(probeToDict),
  };
}

/** One probe from probeinterface's dictionary. @throws CorruptFile naming the field that does not fit */
export function probeFromDict(value: JsonValue, source = "the probe"): Probe {
  const dict = asObject(value, source);
  const ndim = dict["ndim"];
  if (ndim !== 2 && ndim !== 3) throw bad(source, `has ndim ${JSON.stringify(ndim)}, not 2 or 3`);
  const contactPositions = numbers(dict["contact_positions"], source, "contact_positions");
  if (contactPositions.length % ndim !== 0) {
    throw bad(source, `has contact_positions that are not ${String(ndim)} numbers each`);
  }
  const count = contactPositions.length / ndim;
  const axes = dict["contact_plane_axes"];
  const contour = dict["probe_planar_contour"];
  const wiring = dict["device_channel_indices"];
  const contactIds = dict["contact_ids"];
  const shankIds = dict["shank_ids"];
  const { contactShapes, contactShapeParams } = shapes(dict, count, source);
  return {
    ndim,
    siUnits: typeof dict["si_units"] === "string" ? dict["si_units"] : "um",
    annotations: isObject(dict["annotations"]) ? dict["annotations"] : {},
    contactAnnotations: contactAnnotations(dict["contact_annotations"], count, source),
    contactPositions,
    ...(isGiven(axes) && {
      contactPlaneAxes: sized(
        numbers(axes, source, "contact_plane_axes"),
        count * 2 * ndim,
        source,
        "contact_plane_axes",
      ),
    }),
    contactShapes,
    contactShapeParams,
    ...(Array.isArray(contour) && {
      probePlanarContour: (contour as readonly JsonValue[]).map((vertex) => [
        ...numbers(vertex, source, "probe_planar_contour"),
      ]),
    }),
    ...(isGiven(wiring) && {
      deviceChannelIndices: Int32Array.from(
        sized(
          numbers(wiring, source, "device_channel_indices"),
          count,
          source,
          "device_channel_indices",
        ),
      ),
    }),
    ...(isGiven(contactIds) && namedContacts(texts(contactIds, count, source, "contact_ids"))),
    ...(isGiven(shankIds) && { shankIds: texts(shankIds, count, source, "shank_ids") }),
  };
}

/** Ids that are all empty are none, as in probeinterface. */
export function namedContacts(ids: readonly string[]): Pick<Probe, "contactIds"> {
  return ids.every((id) => id === "") ? {} : { contactIds: ids };
}

/** probeinterface's dictionary of a probe, keys in its order. */
export function probeToDict(probe: Probe): JsonObject {
  const { ndim } = probe;
  const count = numContacts(probe);
  const axes = probe.contactPlaneAxes ?? defaultPlaneAxes(count, ndim);
  return {
    ndim,
    si_units: probe.siUnits,
    annotations: probe.annotations,
    contact_annotations: probe.contactAnnotations,
    contact_positions: rows(probe.contactPositions, ndim),
    contact_plane_axes: rows(axes, 2 * ndim).map((row) => [row.slice(0, ndim), row.slice(ndim)]),
    contact_shapes: probe.contactShapes,
    contact_shape_params: probe.contactShapeParams,
    ...(probe.probePlanarContour && { probe_planar_contour: probe.probePlanarContour }),
    ...(probe.deviceChannelIndices && { device_channel_indices: [...probe.deviceChannelIndices] }),
    ...(probe.contactIds && { contact_ids: probe.contactIds }),
    ...(probe.shankIds && { shank_ids: probe.shankIds }),
  };
}

/** The axes of contacts that are not rotated: [contact × 2 × ndim], the first two unit vectors. */
export function defaultPlaneAxes(count: number, ndim: 2 | 3): Float64Array {
  const axes = new Float64Array(count * 2 * ndim);
  for (let i = 0; i < count; i++) {
    axes[i * 2 * ndim] = 1;
    axes[i * 2 * ndim + ndim + 1] = 1;
  }
  return axes;
}

function shapes(
  dict: JsonObject,
  count: number,
  source: string,
): Pick<Probe, "contactShapes" | "contactShapeParams"> {
  const names = dict["contact_shapes"] ?? "circle";
  const params = dict["contact_shape_params"] ?? { radius: 10 };
  const contactShapes =
    typeof names === "string"
      ? new Array<string>(count).fill(names)
      : texts(names, count, source, "contact_shapes");
  const contactShapeParams = Array.isArray(params)
    ? (params as readonly JsonValue[]).map((one) => asObject(one, source))
    : new Array<JsonObject>(count).fill(asObject(params, source));
  if (contactShapeParams.length !== count) {
    throw bad(source, `has contact_shape_params for ${String(contactShapeParams.length)} contacts`);
  }
  return { contactShapes, contactShapeParams };
}

function contactAnnotations(
  value: JsonValue | undefined,
  count: number,
  source: string,
): Probe["contactAnnotations"] {
  if (!isObject(value)) return {};
  const out: Record<string, (string | number | boolean)[]> = {};
  for (const [key, list] of Object.entries(value)) {
    if (!Array.isArray(list) || list.length !== count) {
      throw bad(source, `has contact annotation "${key}" without one value per contact`);
    }
    out[key] = (list as readonly JsonValue[]).map((item) =>
      typeof item === "number" || typeof item === "boolean" ? item : String(item as string | null),
    );
  }
  return out;
}

function rows(data: Float64Array, width: number): number[][] {
  return Array.from({ length: data.length / width }, (_, i) => [
    ...data.subarray(i * width, (i + 1) * width),
  ]);
}

function numbers(value: JsonValue | undefined, source: string, field: string): Float64Array {
  const flat = Array.isArray(value) ? (value.flat(3) as readonly JsonValue[]) : undefined;
  if (!flat?.every((item) => typeof item === "number")) {
    throw bad(source, `has no numbers in ${field}`);
  }
  return Float64Array.from(flat);
}

function sized(data: Float64Array, length: number, source: string, field: string): Float64Array {
  if (data.length === length) return data;
  throw bad(
    source,
    `has ${String(data.length)} numbers in ${field} where ${String(length)} are needed`,
  );
}

function texts(value: JsonValue, count: number, source: string, field: string): string[] {
  if (!Array.isArray(value) || value.length !== count) {
    throw bad(source, `has no list of ${String(count)} ${field}`);
  }
  return (value as readonly JsonValue[]).map((item) =>
    typeof item === "string" ? item : JSON.stringify(item),
  );
}

function isGiven(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && value !== null;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asObject(value: JsonValue | undefined, source: string): JsonObject {
  if (!isObject(value)) throw bad(source, "is not a JSON object");
  return value;
}

function bad(source: string, what: string): EphysError {
  return new EphysError("CorruptFile", `${source} ${what}`, { path: source });
}
