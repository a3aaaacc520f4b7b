/** NaN and infinities have no place on the wire. */
export function plain(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
