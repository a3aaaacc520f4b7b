/** Memory of one user, asked for by number; its content is whatever the last use left. */
export type Scratch = (length: number, which: number) => Float32Array;

/** Memory that is used again chunk after chunk: fresh pages of a chunk's size cost more than many a pass over them. */
export function createScratch(): Scratch {
  const kept: Float32Array[] = [];
  return (length, which) => {
    const known = kept[which] as Float32Array | undefined;
    const buffer = known && known.length >= length ? known : new Float32Array(length);
    kept[which] = buffer;
    return buffer.subarray(0, length);
  };
}
