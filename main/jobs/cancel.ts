import type { CancelFlag } from "#core/compute/index.ts";

/** A flag that every thread sees at once. */
export function createCancelBuffer(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

export function requestCancel(buffer: Int32Array): void {
  Atomics.store(buffer, 0, 1);
  Atomics.notify(buffer, 0);
}

export function cancelFlagOf(buffer: Int32Array): CancelFlag {
  return {
    get cancelled() {
      return Atomics.load(buffer, 0) !== 0;
    },
  };
}
