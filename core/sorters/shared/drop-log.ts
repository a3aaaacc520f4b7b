import type { ComputeContext } from "#core/compute/index.ts";
import { formatJson, parseJson, type ChannelId, type JsonObject } from "#core/model/index.ts";

/** A candidate that is not in the result, and why. */
export interface DroppedUnit {
  /** name of the stage that left it out */
  readonly stage: string;
  /** what it was there, e.g. "cluster 12" */
  readonly unit: string;
  /** where it is largest; null where that is not known */
  readonly channel: ChannelId | null;
  /** peaks or spikes that it stands for */
  readonly spikes: number;
  readonly reason: string;
}

/** In a sorter's output folder. */
export const DROPPED_FILE = "dropped_units.json";

/** Why units are not in the result; kept in the sorter's output folder, shown as topic "dropped". */
export interface DropLog {
  /** Forgets what this stage said in a run before. */
  begin(stage: string): void;
  add(row: DroppedUnit): void;
  /** Writes and shows what there is. */
  save(): Promise<void>;
}

/** @param continues whether rows of a run before still count */
export async function openDropLog(
  folder: string,
  continues: boolean,
  ctx: ComputeContext,
): Promise<DropLog> {
  const path = ctx.fs.path.join(folder, DROPPED_FILE);
  let rows = continues ? [...(await readDroppedUnits(path, ctx))] : [];
  return {
    begin(stage) {
      rows = rows.filter((row) => row.stage !== stage);
    },
    add(row) {
      rows.push(row);
    },
    async save() {
      const dropped = rows.map((row): JsonObject => ({ ...row }));
      await ctx.fs.writeFile(path, formatJson({ dropped }));
      ctx.show?.({ topic: "dropped", mode: "replace", arrays: {}, meta: { dropped } });
    },
  };
}

/** Rows of a file that `DropLog` wrote; none where there is no such file or it cannot be read. */
export async function readDroppedUnits(
  path: string,
  { fs }: Pick<ComputeContext, "fs">,
): Promise<readonly DroppedUnit[]> {
  if ((await fs.stat(path)) === undefined) return [];
  try {
    const state = parseJson(await fs.readText(path), path);
    const rows = isObject(state) ? state["dropped"] : undefined;
    return Array.isArray(rows) ? rows.filter(isDropped) : [];
  } catch {
    return []; // a damaged file says nothing
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isDropped(value: unknown): value is DroppedUnit & JsonObject {
  if (!isObject(value)) return false;
  const { stage, unit, channel, spikes, reason } = value;
  const isChannel = channel === null || typeof channel === "string" || typeof channel === "number";
  const texts = [stage, unit, reason].every((text) => typeof text === "string");
  return texts && isChannel && typeof spikes === "number";
}
