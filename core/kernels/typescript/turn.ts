/** `Kernels.turn`. */
export function turn(
  input: Float32Array,
  numRows: number,
  numColumns: number,
  out: Float32Array,
): void {
  const size = numRows * numColumns;
  for (let at = 0; at < input.length; at += size) {
    for (let column = 0, to = at; column < numColumns; column++) {
      for (let row = 0, from = at + column; row < numRows; row++, from += numColumns) {
        out[to++] = input[from];
      }
    }
  }
}
