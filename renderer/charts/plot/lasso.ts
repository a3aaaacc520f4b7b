/** Even-odd rule; corners x0 y0 x1 y1 … */
export function isInside(polygon: ArrayLike<number>, x: number, y: number): boolean {
  let inside = false;
  let x2 = polygon[polygon.length - 2] ?? 0;
  let y2 = polygon[polygon.length - 1] ?? 0;
  for (let i = 0; i + 1 < polygon.length; i += 2) {
    const x1 = polygon[i] ?? 0;
    const y1 = polygon[i + 1] ?? 0;
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
    [x2, y2] = [x1, y1];
  }
  return inside;
}

/** At most `limit` corners, evenly chosen: a hand draws hundreds, an address holds some. */
export function fewerCorners(polygon: readonly number[], limit: number): readonly number[] {
  const corners = polygon.length / 2;
  if (corners <= limit) return polygon;
  return Array.from({ length: limit }, (_, i) => Math.floor((i * corners) / limit)).flatMap(
    (corner) => [polygon[2 * corner] ?? 0, polygon[2 * corner + 1] ?? 0],
  );
}
