import type { Hdf5File } from "#core/io/index.ts";
import { EphysError, type Probe } from "#core/model/index.ts";
import { columnNumbers, readTable } from "../shared/hdf5/index.ts";

/** Which electrode each channel is routed to. */
export interface Mapping {
  readonly channels: readonly number[];
  readonly electrodes: readonly number[];
  /** [channel × 2], um */
  readonly positions: Float64Array;
}

/** @throws CorruptFile */
export async function readMapping(file: Hdf5File, path: string): Promise<Mapping> {
  const table = await readTable(file, path, ["channel", "electrode", "x", "y"]);
  const column = (name: string): Float64Array => columnNumbers(table, name, file);
  const [channel, electrode, x, y] = ["channel", "electrode", "x", "y"].map(column);
  // channels that are not routed are −1
  const rows = [...channel.keys()].filter((i) => channel[i] >= 0);
  if (rows.length === 0) {
    throw new EphysError("CorruptFile", `${file.path}: ${path} maps no channel`, {
      path: file.path,
    });
  }
  return {
    channels: rows.map((i) => channel[i]),
    electrodes: rows.map((i) => electrode[i]),
    positions: Float64Array.from(rows.flatMap((i) => [x[i], y[i]])),
  };
}

/** The routed electrodes of a MaxWell chip; the size of electrodes and chip is probeinterface's. */
export function probeOf({ electrodes, positions }: Mapping): Probe {
  const count = electrodes.length;
  return {
    ndim: 2,
    siUnits: "um",
    annotations: { manufacturer: "Maxwell Biosystems" },
    contactAnnotations: { electrode: electrodes },
    contactPositions: positions,
    contactShapes: new Array<string>(count).fill("rect"),
    contactShapeParams: Array.from({ length: count }, () => ({ width: 5.45, height: 9.3 })),
    probePlanarContour: [
      [-12.5, -12.5],
      [3845, -12.5],
      [3845, 2095],
      [-12.5, 2095],
    ],
    deviceChannelIndices: Int32Array.from({ length: count }, (_, i) => i),
  };
}
