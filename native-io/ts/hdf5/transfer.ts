/** The buffers of large typed arrays in a value, each once: they move to the other thread instead of being copied. */
export function transferables(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  collect(value, found);
  return [...found];
}

/** Below this, copying is as cheap. */
const SMALL_BYTES = 4096;

function collect(value: unknown, found: Set<ArrayBuffer>): void {
  if (typeof value !== "object" || value === null) return;
  if (ArrayBuffer.isView(value)) {
    if (value.byteLength >= SMALL_BYTES && value.buffer instanceof ArrayBuffer) {
      found.add(value.buffer);
    }
    return;
  }
  if (Array.isArray(value)) {
    const [first] = value as readonly unknown[];
    if (typeof first === "object")
      for (const item of value as readonly unknown[]) collect(item, found);
    return;
  }
  for (const item of Object.values(value)) collect(item, found);
}
