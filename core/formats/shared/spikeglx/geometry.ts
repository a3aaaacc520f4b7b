import { EphysError } from "#core/model/index.ts";
import type { ImroColumns } from "../neuropixels/probe.ts";
import type { ProbeModel } from "../neuropixels/table.ts";
import { metaList, type SpikeGlxMeta } from "./meta.ts";

/**
 * Which contacts a file's channels are, from its map of places: `shank:x:z:used` per channel, x from the shank's left
 * edge and z from the lowest row, µm. For probes whose imro table lists groups of channels (NP1110).
 * @throws CorruptFile for a place that the probe does not have
 */
export function geometryColumns(meta: SpikeGlxMeta, model: ProbeModel): ImroColumns {
  const electrodes = metaList(meta, "snsGeomMap").map((entry, channel) => {
    const [, x = NaN, z = NaN] = entry.split(":").map(Number);
    const row = z / model.yPitchUm;
    const left = row % 2 === 0 ? model.evenRowOffsetUm : model.oddRowOffsetUm;
    const column = (x - left) / model.xPitchUm;
    const isOnProbe = row >= 0 && column >= 0 && column < model.colsPerShank;
    if (isOnProbe && Number.isInteger(row) && Number.isInteger(column)) {
      return row * model.colsPerShank + column;
    }
    throw new EphysError(
      "CorruptFile",
      `${meta.path}: ~snsGeomMap has "${entry.slice(0, 40)}" for channel ${String(channel)}, where this probe has no contact`,
      { path: meta.path, channel },
    );
  });
  return new Map([
    ["channel", electrodes.map((_, channel) => channel)],
    ["electrode", electrodes],
  ]);
}
