import type { TraceRow } from "./gl-renderer.ts";
import { BLOCK_CHANNELS } from "./tiles.ts";

interface RowsShown {
  /** [row] channel of the signal; −1: left out by the chain, its row stays empty */
  readonly order: readonly number[];
  readonly first: number;
  /** exclusive */
  readonly last: number;
  readonly rowPx: number;
  readonly scrollPx: number;
  /** channels are asked for in blocks of display order */
  readonly isBlocked: boolean;
}

/** Where the rows in sight find their samples, and where they are drawn. */
export function rowsOf(
  { order, first, last, rowPx, scrollPx, isBlocked }: RowsShown,
  colourOf: (row: number) => TraceRow["colour"],
  /** by block · BLOCK_CHANNELS + column */
  baselines: ReadonlyMap<number, number>,
): TraceRow[] {
  return order.slice(first, last).flatMap((channel, at) => {
    if (channel < 0) return [];
    const row = first + at;
    const block = isBlocked ? Math.floor(row / BLOCK_CHANNELS) : 0;
    const column = isBlocked ? columnInBlock(order, row) : channel;
    return [
      {
        column,
        block,
        y: (row + 0.5) * rowPx - scrollPx,
        baseline: baselines.get(block * BLOCK_CHANNELS + column) ?? 0,
        colour: colourOf(row),
      },
    ];
  });
}

/** Place of a row's channel among those that a block's request names. */
function columnInBlock(order: readonly number[], row: number): number {
  let column = 0;
  for (let at = row - (row % BLOCK_CHANNELS); at < row; at++) if ((order[at] ?? -1) >= 0) column++;
  return column;
}
