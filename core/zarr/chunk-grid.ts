/*
 * Which chunks a box of an array touches, and copying between a chunk and the box. Chunks at an array's end are stored
 * whole; what lies beyond the end is ignored.
 */

/** A range along each axis, ends exclusive. */
export interface Box {
  readonly start: readonly number[];
  readonly end: readonly number[];
}

/** Grid positions of the chunks that a box touches, last axis fastest. */
export function* touchedChunks(box: Box, chunks: readonly number[]): Generator<number[]> {
  const first = box.start.map((n, axis) => Math.floor(n / chunks[axis]));
  const last = box.end.map((n, axis) => Math.ceil(n / chunks[axis]) - 1);
  if (first.some((n, axis) => n > last[axis])) return;
  const at = [...first];
  for (;;) {
    yield [...at];
    let axis = at.length - 1;
    for (; axis >= 0 && ++at[axis] > last[axis]; axis--) at[axis] = first[axis];
    if (axis < 0) return;
  }
}

/** What `copyChunk` copies between. */
export interface ChunkCopy {
  readonly position: readonly number[];
  readonly chunks: readonly number[];
  readonly order: "C" | "F";
  readonly itemBytes: number;
  readonly box: Box;
  /** of the box in C order */
  readonly boxBytes: Uint8Array;
  readonly chunkBytes: Uint8Array;
}

/** Copies what a chunk and a box share: out of the chunk ("read") or into it ("write", C order only). */
export function copyChunk(copy: ChunkCopy, direction: "read" | "write"): void {
  const { position, chunks, order, itemBytes, box, boxBytes, chunkBytes } = copy;
  const rank = chunks.length;
  const from = chunks.map((n, axis) => Math.max(box.start[axis], position[axis] * n));
  const to = chunks.map((n, axis) => Math.min(box.end[axis], (position[axis] + 1) * n));
  if (from.some((n, axis) => n >= to[axis])) return;
  const chunkStrides = stridesOf(chunks, order, itemBytes);
  const boxStrides = stridesOf(
    box.start.map((n, axis) => box.end[axis] - n),
    "C",
    itemBytes,
  );
  const chunkAt =
    dot(from, chunkStrides) -
    dot(
      position.map((n, a) => n * chunks[a]),
      chunkStrides,
    );
  const boxAt = dot(from, boxStrides) - dot(box.start, boxStrides);
  const last = rank - 1;
  const run = rank === 0 ? itemBytes : (to[last] - from[last]) * itemBytes;
  const visit = (axis: number, inChunk: number, inBox: number): void => {
    if (axis >= last) {
      if (order === "F" && rank > 1) copyStrided(copy, inChunk, inBox, run, chunkStrides[last]);
      else if (direction === "read")
        boxBytes.set(chunkBytes.subarray(inChunk, inChunk + run), inBox);
      else chunkBytes.set(boxBytes.subarray(inBox, inBox + run), inChunk);
      return;
    }
    for (let i = 0; i < to[axis] - from[axis]; i++) {
      visit(axis + 1, inChunk + i * chunkStrides[axis], inBox + i * boxStrides[axis]);
    }
  };
  // whole rows of both lie together: one copy
  if (order === "C" && rank === 2 && chunkStrides[0] === run && boxStrides[0] === run) {
    const length = (to[0] - from[0]) * run;
    if (direction === "read") boxBytes.set(chunkBytes.subarray(chunkAt, chunkAt + length), boxAt);
    else chunkBytes.set(boxBytes.subarray(boxAt, boxAt + length), chunkAt);
  } else visit(0, chunkAt, boxAt);
}

/** One row of a box out of a chunk whose last axis is not the fastest. */
function copyStrided(
  { boxBytes, chunkBytes, itemBytes }: ChunkCopy,
  inChunk: number,
  inBox: number,
  run: number,
  stride: number,
): void {
  for (let i = 0; i < run; i += itemBytes, inChunk += stride) {
    for (let byte = 0; byte < itemBytes; byte++)
      boxBytes[inBox + i + byte] = chunkBytes[inChunk + byte];
  }
}

function stridesOf(shape: readonly number[], order: "C" | "F", itemBytes: number): number[] {
  const strides = new Array<number>(shape.length);
  let stride = itemBytes;
  for (let i = 0; i < shape.length; i++) {
    const axis = order === "C" ? shape.length - 1 - i : i;
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, n, axis) => sum + n * b[axis], 0);
}
