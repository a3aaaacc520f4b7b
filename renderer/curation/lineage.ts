import type { LineageNode } from "#contract/index.ts";
import type { UnitId } from "#core/model/index.ts";

/** One line of a tree of origins. */
export interface LineageLine {
  readonly depth: number;
  readonly unitId: UnitId;
  readonly text: string;
}

/** The tree line by line, a unit before what it was made of. */
export function lineageLines(node: LineageNode, depth = 0): LineageLine[] {
  const when = node.createdAt === null ? "" : node.createdAt.slice(0, 16).replace("T", " ");
  const why = node.reason === null || node.reason === "" ? "" : `: ${node.reason}`;
  const text =
    node.by === null
      ? "as the sorter found it"
      : `${node.by === "merge" ? "merged from" : "a part of"} ${node.from.map(({ unitId }) => String(unitId)).join(" + ")} by ${node.author ?? "?"}, ${when}${why}`; // prettier-ignore
  return [
    { depth, unitId: node.unitId, text },
    ...node.from.flatMap((from) => lineageLines(from, depth + 1)),
  ];
}
