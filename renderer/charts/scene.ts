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
      /** a quarter turn to the left, for axis names */
      readonly turned?: boolean;
    }
  | {
      /** many small squares of one colour */
      readonly kind: "points";
      /** x0 y0 x1 y1 … */
      readonly xy: Float32Array;
      readonly fill: string;
      readonly size: number;
      readonly opacity?: number;
    }
  | {
      readonly kind: "image";
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
      readonly picture: Picture;
    }
  | {
      /** what lies outside is cut away */
      readonly kind: "clip";
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
      readonly shapes: readonly Shape[];
    };

/** Pixels, the first row on top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

export type Scene = readonly Shape[];
const FONT = 'system-ui, "Liberation Sans", sans-serif';

export function drawScene(ctx: CanvasRenderingContext2D, scene: Scene): void {
  for (const shape of scene) {
    ctx.globalAlpha = shape.kind === "path" || shape.kind === "points" ? (shape.opacity ?? 1) : 1;
    if (shape.kind === "text") drawText(ctx, shape);
    else if (shape.kind === "points") drawPoints(ctx, shape);
    else if (shape.kind === "image") {
      ctx.imageSmoothingEnabled = false;
      ctx.drawImage(canvasOf(shape.picture), shape.x, shape.y, shape.w, shape.h);
    } else if (shape.kind === "clip") {
      ctx.save();
      ctx.beginPath();
      ctx.rect(shape.x, shape.y, shape.w, shape.h);
      ctx.clip();
      drawScene(ctx, shape.shapes);
      ctx.restore();
    } else drawOutline(ctx, shape);
  }
  ctx.globalAlpha = 1;
}

function drawPoints(
  ctx: CanvasRenderingContext2D,
  { xy, fill, size }: Extract<Shape, { kind: "points" }>,
): void {
  ctx.fillStyle = fill;
  const half = size / 2;
  for (let i = 0; i + 1 < xy.length; i += 2)
    ctx.fillRect((xy[i] ?? 0) - half, (xy[i + 1] ?? 0) - half, size, size);
}

const CANVASES = new WeakMap<Picture, HTMLCanvasElement>();

function canvasOf(picture: Picture): HTMLCanvasElement {
  const known = CANVASES.get(picture);
  if (known) return known;
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas
    .getContext("2d")
    ?.putImageData(new ImageData(picture.rgba, picture.width, picture.height), 0, 0);
  CANVASES.set(picture, canvas);
  return canvas;
}

function drawText(ctx: CanvasRenderingContext2D, shape: Extract<Shape, { kind: "text" }>): void {
  ctx.font = `${shape.size ?? 11}px ${FONT}`;
  ctx.fillStyle = shape.fill;
  ctx.textAlign = shape.align ?? "left";
  ctx.textBaseline = "middle";
  if (shape.turned !== true) {
    ctx.fillText(shape.text, shape.x, shape.y);
    return;
  }
  ctx.save();
  ctx.translate(shape.x, shape.y);
  ctx.rotate(-Math.PI / 2);
  ctx.fillText(shape.text, 0, 0);
  ctx.restore();
}

type Outline = Extract<Shape, { kind: "path" | "circle" | "rect" }>;

function drawOutline(ctx: CanvasRenderingContext2D, shape: Outline): void {
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

function svgOfPoints(shape: Extract<Shape, { kind: "points" }>): string {
  const { xy, size } = shape;
  const parts: string[] = [];
  for (let i = 0; i + 1 < xy.length; i += 2) {
    const [x, y] = [(xy[i] ?? NaN) - size / 2, (xy[i + 1] ?? NaN) - size / 2];
    if (!Number.isNaN(x + y)) parts.push(`M${round(x)} ${round(y)}h${size}v${size}h${-size}z`);
  }
  return `<path d="${parts.join("")}" fill="${shape.fill}" opacity="${shape.opacity ?? 1}"/>`;
}

function svgOfShape(shape: Shape): string {
  if (shape.kind === "text") {
    const anchor = { left: "start", center: "middle", right: "end" }[shape.align ?? "left"];
    const turn =
      shape.turned === true ? ` transform="rotate(-90 ${round(shape.x)} ${round(shape.y)})"` : "";
    return `<text x="${round(shape.x)}" y="${round(shape.y)}" font-size="${shape.size ?? 11}" text-anchor="${anchor}" dominant-baseline="middle" fill="${shape.fill}"${turn}>${escape(shape.text)}</text>`;
  }
  if (shape.kind === "points") return svgOfPoints(shape);
  if (shape.kind === "image")
    return `<image x="${round(shape.x)}" y="${round(shape.y)}" width="${round(shape.w)}" height="${round(shape.h)}" preserveAspectRatio="none" style="image-rendering:pixelated" href="${canvasOf(shape.picture).toDataURL("image/png")}"/>`;
  if (shape.kind === "clip") {
    const inner = shape.shapes.map(svgOfShape).join("\n");
    return `<svg x="${round(shape.x)}" y="${round(shape.y)}" width="${round(shape.w)}" height="${round(shape.h)}" viewBox="${round(shape.x)} ${round(shape.y)} ${round(shape.w)} ${round(shape.h)}">${inner}</svg>`;
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
