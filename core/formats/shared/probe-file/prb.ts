import type { PythonLiteral } from "#core/array/index.ts";
import { EphysError, type JsonObject, type Probe, type ProbeGroup } from "#core/model/index.ts";
import { parsePythonAssignments } from "../python-file.ts";

/* .prb files (Klusta, SpyKING CIRCUS): `channel_groups = {…}` with channels and geometry. Read as literals, never run. */

/** PRB tells no shapes: probeinterface makes its contacts circles of this radius, µm. */
const RADIUS_UM = 5;
/** Between contacts and the outline that is drawn around them, µm. */
const MARGIN_UM = 20;

export interface PrbFile {
  readonly group: ProbeGroup;
  /** undefined where the file does not say */
  readonly numChannels: number | undefined;
}

/** @throws CorruptFile when there are no channel groups with a place per channel */
export function parsePrb(text: string, path: string): PrbFile {
  const values = new Map(
    [...parsePythonAssignments(text)].map(([name, value]) => [name.toLowerCase(), value]),
  );
  const groups = values.get("channel_groups");
  if (!isDictionary(groups) || groups.size === 0) {
    throw new EphysError(
      "CorruptFile",
      `${path} has no channel_groups, which a .prb file assigns`,
      {
        path,
      },
    );
  }
  const total = values.get("total_nb_channels");
  return {
    group: { probes: [...groups.values()].map((group) => probeOf(group, path)) },
    numChannels: typeof total === "number" && Number.isInteger(total) ? total : undefined,
  };
}

function probeOf(group: PythonLiteral, path: string): Probe {
  const fields = isDictionary(group) ? group : new Map<PythonLiteral, PythonLiteral>();
  const channels = numbersOf(fields.get("channels"));
  const geometry = fields.get("geometry");
  const isList = channels !== undefined && channels.length > 0 && channels.every(Number.isInteger);
  if (!isList || !isDictionary(geometry)) {
    throw new EphysError("CorruptFile", `${path} has a group without channels or geometry`, {
      path,
    });
  }
  const positions = new Float64Array(2 * channels.length);
  for (const [i, channel] of channels.entries()) {
    const place = numbersOf(geometry.get(channel));
    if (place?.length !== 2) {
      throw new EphysError(
        "CorruptFile",
        `${path} has no place (x, y) of channel ${String(channel)}`,
        {
          path,
          channel,
        },
      );
    }
    positions.set(place, 2 * i);
  }
  return {
    ndim: 2,
    siUnits: "um",
    annotations: {},
    contactAnnotations: {},
    contactPositions: positions,
    contactShapes: new Array<string>(channels.length).fill("circle"),
    contactShapeParams: new Array<JsonObject>(channels.length).fill({ radius: RADIUS_UM }),
    probePlanarContour: tipContour(positions),
    deviceChannelIndices: Int32Array.from(channels),
  };
}

function isDictionary(
  value: PythonLiteral | undefined,
): value is ReadonlyMap<PythonLiteral, PythonLiteral> {
  return value instanceof Map;
}

function numbersOf(value: PythonLiteral | undefined): number[] | undefined {
  if (typeof value !== "object" || value === null || !("items" in value)) return undefined;
  const numbers = value.items.filter((item) => typeof item === "number");
  return numbers.length === value.items.length ? numbers : undefined;
}

/** A shank around the contacts ([contact × 2], µm) that ends in a tip, as probeinterface draws one. */
export function tipContour(positions: Float64Array): number[][] {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < positions.length; i += 2) {
    left = Math.min(left, positions[i]);
    right = Math.max(right, positions[i]);
    bottom = Math.min(bottom, positions[i + 1]);
    top = Math.max(top, positions[i + 1]);
  }
  const [x0, x1, y0, y1] = [
    left - MARGIN_UM,
    right + MARGIN_UM,
    bottom - MARGIN_UM,
    top + MARGIN_UM,
  ];
  return [
    [x0, y1],
    [x0, y0],
    [(x0 + x1) / 2, y0 - 4 * MARGIN_UM],
    [x1, y0],
    [x1, y1],
  ];
}
