import type { UnitId } from "#core/model/index.ts";

export const NUM_UNIT_COLOURS = 16;

/** The same unit has the same colour in every panel and every session: numbers in turn, names by their letters. */
export function unitColourIndex(id: UnitId): number {
  const number = typeof id === "number" ? id : /^\d+$/.test(id) ? Number(id) : undefined;
  if (number !== undefined)
    return ((number % NUM_UNIT_COLOURS) + NUM_UNIT_COLOURS) % NUM_UNIT_COLOURS;
  let hash = 2166136261; // FNV-1a
  for (const letter of String(id)) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619);
  return (hash >>> 0) % NUM_UNIT_COLOURS;
}

/** The colours of a theme, as canvases and charts need them. */
export interface Palette {
  readonly bg0: string;
  readonly bg1: string;
  readonly bg2: string;
  readonly bg3: string;
  readonly fg0: string;
  readonly fg1: string;
  readonly fg2: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly accent: string;
  readonly trace: string;
  readonly traceDim: string;
  readonly warn: string;
  readonly error: string;
  readonly units: readonly string[];
  readonly font: string;
}

/** Reads the tokens of the theme that is on. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    bg0: token("bg-0"),
    bg1: token("bg-1"),
    bg2: token("bg-2"),
    bg3: token("bg-3"),
    fg0: token("fg-0"),
    fg1: token("fg-1"),
    fg2: token("fg-2"),
    line: token("line"),
    lineStrong: token("line-strong"),
    accent: token("accent"),
    trace: token("trace"),
    traceDim: token("trace-dim"),
    warn: token("warn"),
    error: token("error"),
    units: Array.from({ length: NUM_UNIT_COLOURS }, (_, at) => token(`u-${at}`)),
    font: token("sans"),
  };
}

export const unitColour = (palette: Palette, id: UnitId): string =>
  palette.units[unitColourIndex(id)] ?? palette.fg1;

/** viridis at nine places (perceptually uniform, readable in grey) */
export const SEQUENTIAL = [
  "#440154",
  "#472d7b",
  "#3b528b",
  "#2c728e",
  "#21918c",
  "#28ae80",
  "#5ec962",
  "#addc30",
  "#fde725",
] as const;

/** "#rgb" or "#rrggbb" → its three bytes; builds shorten colours */
function bytesOf(hex: string): readonly [number, number, number] {
  const digits = hex.slice(1);
  const long = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  const value = Number.parseInt(long, 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** A token's colour with an opacity. */
export const withAlpha = (hex: string, alpha: number): string =>
  `rgba(${bytesOf(hex).join(", ")}, ${alpha})`;

/** A token's colour as three numbers 0…1, for the graphics card. */
export function rgbOf(hex: string): readonly [number, number, number] {
  const [r, g, b] = bytesOf(hex);
  return [r / 255, g / 255, b / 255];
}
