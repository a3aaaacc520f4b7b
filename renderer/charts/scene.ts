/*
 * A drawing as data: what a panel shows on its canvas and what it saves as SVG are the same list of shapes.
 * Coordinates are CSS pixels.
 */
export type Shape =
  | {
      readonly kind: "path";
      /** x0 y0 x1 y1 …; NaN lifts the pen */
      readonly points: Float32Array;
      readonly stroke?: string;
      readonly fill?: string;
      readonly width?: number;
      readonly opacity?: number;
    }
  | {
      readonly kind: "circle";
      readonly x: number;
      readonly y: number;
      readonly r: number;
      readonly fill?: string;
      readonly stroke?: string;
      readonly width?: number;
    }
  | {
      readonly kind: "rect";
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
      readonly fill?: string;
      readonly stroke?: string;
    }
  | {
      readonly kind: "text";
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly fill: string;
      readonly size?: number;
      readonly align?: "left" | "center" | "right";
    };

export type Scene = readonly Shape[];
const FONT = 'system-ui, "Liberation Sans", sans-serif';

export function drawScene(ctx: CanvasRenderingContext2D, scene: Scene): void {
  for (const shape of scene) {
    ctx.globalAlpha = shape.kind === "path" ? (shape.opacity ?? 1) : 1;
    if (shape.kind === "text") drawText(ctx, shape);
    else drawOutline(ctx, shape);
  }
  ctx.globalAlpha = 1;
}

function drawText(ctx: CanvasRenderingContext2D, shape: Extract<Shape, { kind: "text" }>): void {
  ctx.font = `${shape.size ?? 11}px ${FONT}`;
  ctx.fillStyle = shape.fill;
  ctx.textAlign = shape.align ?? "left";
  ctx.textBaseline = "middle";
  ctx.fillText(shape.text, shape.x, shape.y);
}

function drawOutline(ctx: CanvasRenderingContext2D, shape: Exclude<Shape, { kind: "text" }>): void {
  ctx.beginPath();
  if (shape.kind === "circle") ctx.arc(shape.x, shape.y, shape.r, 0, 2 * Math.PI);
  else if (shape.kind === "rect") ctx.rect(shape.x, shape.y, shape.w, shape.h);
  else tracePath(ctx, shape.points);
  if (shape.fill !== undefined) {
    ctx.fillStyle = shape.fill;
    ctx.fill();
  }
  if (shape.stroke !== undefined) {
    ctx.strokeStyle = shape.stroke;
    ctx.lineWidth = shape.kind === "rect" ? 1 : (shape.width ?? 1);
    ctx.lineJoin = "round";
    ctx.stroke();
  }
}

function tracePath(ctx: CanvasRenderingContext2D, points: Float32Array): void {
  let down = false;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i] ?? NaN;
    const y = points[i + 1] ?? NaN;
    if (Number.isNaN(y)) down = false;
    else if (down) ctx.lineTo(x, y);
    else {
      ctx.moveTo(x, y);
      down = true;
    }
  }
}

const escape = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] ?? c,
  );
const round = (n: number): number => Math.round(n * 100) / 100;

export interface SvgOptions {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  /** ids and parameters, kept in the file as its description */
  readonly caption: string;
}

/** The scene as an SVG document. */
export function svgOfScene(
  scene: Scene,
  { width, height, background, caption }: SvgOptions,
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escape(FONT)}">`,
    `<desc>${escape(caption)}</desc>`,
    `<rect width="100%" height="100%" fill="${background}"/>`,
    ...scene.map(svgOfShape),
    "</svg>",
  ].join("\n");
}

function svgOfShape(shape: Shape): string {
  if (shape.kind === "text") {
    const anchor = { left: "start", center: "middle", right: "end" }[shape.align ?? "left"];
    return `<text x="${round(shape.x)}" y="${round(shape.y)}" font-size="${shape.size ?? 11}" text-anchor="${anchor}" dominant-baseline="middle" fill="${shape.fill}">${escape(shape.text)}</text>`;
  }
  const stroke = shape.stroke === undefined ? "" : ` stroke="${shape.stroke}"`;
  const paint = `fill="${shape.fill ?? "none"}"${stroke}`;
  if (shape.kind === "circle")
    return `<circle cx="${round(shape.x)}" cy="${round(shape.y)}" r="${round(shape.r)}" ${paint} stroke-width="${shape.width ?? 1}"/>`;
  if (shape.kind === "rect")
    return `<rect x="${round(shape.x)}" y="${round(shape.y)}" width="${round(shape.w)}" height="${round(shape.h)}" ${paint}/>`;
  const parts: string[] = [];
  let down = false;
  for (let i = 0; i + 1 < shape.points.length; i += 2) {
    const y = shape.points[i + 1] ?? NaN;
    if (Number.isNaN(y)) {
      down = false;
      continue;
    }
    parts.push(`${down ? "L" : "M"}${round(shape.points[i] ?? 0)} ${round(y)}`);
    down = true;
  }
  return `<path d="${parts.join("")}" ${paint} stroke-width="${shape.width ?? 1}" stroke-linejoin="round" opacity="${shape.opacity ?? 1}"/>`;
}
