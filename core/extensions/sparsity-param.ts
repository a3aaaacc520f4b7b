import { z } from "zod";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { EphysError } from "#core/model/index.ts";

const id = z.union([z.string(), z.number()]);

/** SpikeInterface's unit_id_to_channel_ids: ids of channels by id of the unit. */
export const sparsityParam = z.record(z.string(), z.array(id));

/** Positions of the given channels, [unit]. @throws UnitNotFound, ChannelNotFound */
export function channelPositions(
  sparsity: z.output<typeof sparsityParam>,
  { sorting, attributes }: SortingAnalyzer,
): number[][] {
  const positions = new Map(attributes.channelIds.map((channel, i) => [String(channel), i]));
  const known = new Set(sorting.unitIds.map(String));
  const foreign = Object.keys(sparsity).find((unit) => !known.has(unit));
  if (foreign !== undefined) {
    throw new EphysError("UnitNotFound", `sparsity names unit ${foreign}, which does not exist`, {
      unitId: foreign,
    });
  }
  return sorting.unitIds.map((unitId) =>
    (sparsity[String(unitId)] ?? []).map((channel) => {
      const position = positions.get(String(channel));
      if (position !== undefined) return position;
      throw new EphysError(
        "ChannelNotFound",
        `sparsity names channel ${String(channel)} of unit ${String(unitId)}, which does not exist`,
        { channelId: channel },
      );
    }),
  );
}
