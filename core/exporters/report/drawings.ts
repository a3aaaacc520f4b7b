/*
 * Drawings for a page that needs nothing but itself: plain SVG, no scripts.
 */

const WIDTH = 220;
const HEIGHT = 90;

const fixed = (value: number): string => value.toFixed(1);

/** Text that stands for itself in HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function figure(caption: string, body: string): string {
  return `<figure><svg viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" width="${String(WIDTH)}" height="${String(HEIGHT)}" role="img" aria-label="${escapeHtml(caption)}">${body}</svg><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

/** Lines over one range, one per row. */
export function lineFigure(caption: string, rows: readonly ArrayLike<number>[]): string {
  let low = Infinity;
  let high = -Infinity;
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      low = Math.min(low, row[i]);
      high = Math.max(high, row[i]);
    }
  }
  const span = high > low ? high - low : 1;
  const paths = rows.map((row) => {
    const step = WIDTH / Math.max(1, row.length - 1);
    const points = Array.from(row, (value, i) => `${fixed(i * step)},${fixed(HEIGHT - 2 - ((value - low) / span) * (HEIGHT - 4))}`); // prettier-ignore
    return `<polyline points="${points.join(" ")}" fill="none" stroke="currentColor"/>`;
  });
  return figure(caption, paths.join(""));
}

/** One bar per number, from zero. */
export function barFigure(caption: string, values: ArrayLike<number>): string {
  let high = 1e-12;
  for (let i = 0; i < values.length; i++) high = Math.max(high, values[i]);
  const step = WIDTH / Math.max(1, values.length);
  const bars = Array.from(values, (value, i) => {
    const size = (value / high) * (HEIGHT - 2);
    return `<rect x="${fixed(i * step)}" y="${fixed(HEIGHT - size)}" width="${fixed(step)}" height="${fixed(size)}" fill="currentColor"/>`;
  });
  return figure(caption, bars.join(""));
}

/** Points in a plane; at most `most` of them, evenly chosen, which the caption says. */
export function pointFigure(
  caption: string,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  most = 1000,
): string {
  const stride = Math.max(1, Math.ceil(x.length / most));
  const range = (values: ArrayLike<number>): readonly [number, number] => {
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < values.length; i++) {
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    return high > low ? [low, high] : [low - 1, low + 1];
  };
  const [x0, x1] = range(x);
  const [y0, y1] = range(y);
  let body = "";
  let shown = 0;
  for (let i = 0; i < x.length; i += stride) {
    const px = 2 + ((x[i] - x0) / (x1 - x0)) * (WIDTH - 4);
    const py = HEIGHT - 2 - ((y[i] - y0) / (y1 - y0)) * (HEIGHT - 4);
    body += `<circle cx="${fixed(px)}" cy="${fixed(py)}" r="1" fill="currentColor"/>`;
    shown++;
  }
  const text = stride > 1 ? `${caption} (${String(shown)} of ${String(x.length)} shown)` : caption;
  return figure(text, body);
}
