import type { ChannelPositions } from "../geometry.ts";

/** Contacts that differ only along one axis. */
export interface Column {
  readonly channels: readonly number[];
  /** of each contact along the axis, um */
  readonly positions: readonly number[];
}

/** Groups contacts by their position along all other axes; inside a group they stay in channel order. */
export function columnsAlong({ ndim, positions }: ChannelPositions, axis: number): Column[] {
  const columns = new Map<string, { channels: number[]; positions: number[] }>();
  for (let c = 0; c < positions.length / ndim; c++) {
    const others = Array.from(positions.subarray(c * ndim, (c + 1) * ndim)).filter(
      (_, d) => d !== axis,
    );
    const key = others.join();
    const column = columns.get(key) ?? { channels: [], positions: [] };
    column.channels.push(c);
    column.positions.push(positions[c * ndim + axis]);
    columns.set(key, column);
  }
  return [...columns.values()];
}
