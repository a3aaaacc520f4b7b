/* Small SVG pieces; every text goes through `escapeText`. */

export function escapeText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

const num = (value: number): string => (Math.round(value * 100) / 100).toString();

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A figure with a name for readers who do not see it. */
export function svg({ width, height }: Size, title: string, parts: readonly string[]): string {
  return (
    `<svg viewBox="0 0 ${num(width)} ${num(height)}" width="${num(width)}" height="${num(height)}" role="img" ` +
    `aria-label="${escapeText(title)}">${parts.join("")}</svg>`
  );
}

export function polyline(points: readonly (readonly [number, number])[], style: string): string {
  const list = points.map(([x, y]) => `${num(x)},${num(y)}`).join(" ");
  return `<polyline points="${list}" class="${style}"/>`;
}

export function circle(x: number, y: number, radius: number, style: string, title = ""): string {
  const name = title === "" ? "" : `<title>${escapeText(title)}</title>`;
  return `<circle cx="${num(x)}" cy="${num(y)}" r="${num(radius)}" class="${style}">${name}</circle>`;
}

export function rect(
  [x, y, width, height]: readonly [number, number, number, number],
  style: string,
): string {
  return `<rect x="${num(x)}" y="${num(y)}" width="${num(width)}" height="${num(height)}" class="${style}"/>`;
}

export function text(x: number, y: number, content: string, anchor = "start"): string {
  return `<text x="${num(x)}" y="${num(y)}" text-anchor="${anchor}">${escapeText(content)}</text>`;
}

/** Maps [from, to] onto [start, end]; a single value goes to the middle. */
export function scale(
  from: number,
  to: number,
  start: number,
  end: number,
): (value: number) => number {
  if (!(to > from)) return () => (start + end) / 2;
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}
