import { expect, test } from "vitest";
import { BLOCK_CHANNELS } from "./tiles.ts";
import { rowsOf } from "./trace-rows.ts";

const grey = [0.5, 0.5, 0.5] as const;
const shown = { first: 0, rowPx: 10, scrollPx: 5, isBlocked: false };

test("a channel that was left out has no trace, and its row stays empty", () => {
  const rows = rowsOf({ ...shown, order: [2, -1, 0], last: 3 }, () => grey, new Map([[2, 7]]));
  expect(rows.map(({ column, y, baseline }) => [column, y, baseline])).toEqual([
    [2, 0, 7],
    [0, 20, 0],
  ]);
});
test("in blocks, columns count the channels that the request names", () => {
  const order = Array.from({ length: BLOCK_CHANNELS + 4 }, (_, at) => at);
  order[1] = -1;
  order[BLOCK_CHANNELS + 1] = -1;
  const rows = rowsOf(
    { ...shown, order, last: order.length, isBlocked: true },
    () => grey,
    new Map(),
  );
  expect(rows.slice(0, 2).map(({ block, column }) => [block, column])).toEqual([
    [0, 0],
    [0, 1],
  ]);
  expect(rows.slice(-3).map(({ block, column }) => [block, column])).toEqual([
    [1, 0],
    [1, 1],
    [1, 2],
  ]);
});
