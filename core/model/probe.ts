import type { JsonObject } from "./json.ts";

/** One probe in probeinterface's terms. Positions in `siUnits` (um unless said). */
export interface Probe {
  readonly ndim: 2 | 3;
  readonly siUnits: string;
  readonly annotations: JsonObject;
  /** name → one value per contact */
  readonly contactAnnotations: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  /** [contact × ndim], um */
  readonly contactPositions: Float64Array;
  /** [contact × 2 × ndim], or undefined for the default axes */
  readonly contactPlaneAxes?: Float64Array;
  readonly contactShapes: readonly string[];
  readonly contactShapeParams: readonly JsonObject[];
  /** [vertex × ndim], um */
  readonly probePlanarContour?: readonly (readonly number[])[];
  /** contact → channel index of the recording, −1 where not wired */
  readonly deviceChannelIndices?: Int32Array;
  readonly contactIds?: readonly string[];
  readonly shankIds?: readonly string[];
}

export interface ProbeGroup {
  readonly probes: readonly Probe[];
}

export function numContacts(probe: Probe): number {
  return probe.contactPositions.length / probe.ndim;
}
