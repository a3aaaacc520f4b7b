import { EphysError } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";

export type Label = string | number;

export interface Trigger {
  readonly frame: number;
  readonly label: Label;
}

/** Frames removed before and after a trigger. */
export interface Pad {
  readonly before: number;
  readonly after: number;
}

/** A wrong parameter of this step. */
export function invalid(parameter: string, what: string): EphysError {
  return new EphysError("InvalidParameter", `remove_artifacts: ${parameter} ${what}`, {
    step: "remove_artifacts",
    parameter,
  });
}

/** Triggers with their labels per segment; flat lists serve a recording of one segment. */
export function checkedTriggers(
  parent: Recording,
  listTriggers: readonly number[] | readonly (readonly number[])[],
  listLabels: readonly Label[] | readonly (readonly Label[])[] | null,
): { triggers: Trigger[][]; labels: Label[][] } {
  const frames = perSegment<number>(parent, listTriggers, "list_triggers");
  const labels =
    listLabels === null
      ? frames.map((segment) => segment.map((): Label => 0))
      : perSegment<Label>(parent, listLabels, "list_labels");
  const triggers = frames.map((segment, s) => {
    const own = labels[s] ?? [];
    if (own.length !== segment.length) {
      throw invalid(
        "list_labels",
        `has ${String(own.length)} labels for ${String(segment.length)} triggers of segment ${String(s)}`,
      );
    }
    return segment.map((frame, i): Trigger => ({ frame, label: own[i] ?? 0 }));
  });
  return { triggers, labels };
}

function perSegment<T extends Label>(
  parent: Recording,
  list: readonly T[] | readonly (readonly T[])[],
  parameter: string,
): T[][] {
  const numSegments = parent.numSamples.length;
  const nested = list.every(Array.isArray);
  const lists = (nested ? list : [list]) as readonly (readonly T[])[]; // one of the two forms of the schema
  if (lists.length !== numSegments || (!nested && numSegments !== 1)) {
    throw invalid(
      parameter,
      `has ${String(list.length)} lists for ${String(numSegments)} segments`,
    );
  }
  return lists.map((segment) => [...segment]);
}
