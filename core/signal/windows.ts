/**
 * Hann window of `length` points (scipy.signal.windows.hann): symmetric, or periodic for spectra.
 * One point is 1.
 */
export function hannWindow(length: number, kind: "symmetric" | "periodic"): Float64Array {
  const period = kind === "symmetric" ? length - 1 : length;
  return Float64Array.from({ length }, (_, i) =>
    length === 1 ? 1 : 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / period),
  );
}
