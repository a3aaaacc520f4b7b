/** A copy on shared memory, so that workers get a view instead of a clone. */
export function sharedFloat32(values: ArrayLike<number>): Float32Array {
  const out = new Float32Array(new SharedArrayBuffer(values.length * 4));
  out.set(values);
  return out;
}

/** A copy on shared memory. */
export function sharedInt32(values: ArrayLike<number>): Int32Array {
  const out = new Int32Array(new SharedArrayBuffer(values.length * 4));
  out.set(values);
  return out;
}
