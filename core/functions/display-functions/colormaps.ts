import { EphysError } from "#core/model/index.ts";
import {
  ANCHOR_MAPS,
  LIST_MAPS,
  SEGMENT_MAPS,
  TABLE_MAPS,
  type SegmentMap,
} from "./colormap-data.ts";
import { FORMULA_MAPS, MORE_SEGMENT_MAPS, MORE_TABLE_MAPS } from "./more-colormaps.ts";

/** A colour as red, green, blue, alpha from 0 to 1. */
export type Rgba = readonly [number, number, number, number];

/**
 * `size` colours of a named map, as matplotlib's lookup table of that size ("_r" at the end turns it round); without a
 * size the map's own (256 for blended maps).
 * @throws UnknownName listing the maps
 */
export function colormapTable(name: string, size?: number): Rgba[] {
  const reversed = name.endsWith("_r");
  const base = reversed ? name.slice(0, -2) : name;
  const colours = listedColours(base);
  if (colours !== undefined) {
    // a list is turned round before places in it are picked
    if (reversed) colours.reverse();
    return size === undefined ? colours : resampled(colours, size);
  }
  const table = blendedTable(base, size ?? 256);
  return reversed ? table.reverse() : table;
}

const ALL_MAPS = [
  ANCHOR_MAPS,
  SEGMENT_MAPS,
  MORE_SEGMENT_MAPS,
  FORMULA_MAPS,
  TABLE_MAPS,
  MORE_TABLE_MAPS,
  LIST_MAPS,
];

function own<T>(maps: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(maps, name) ? maps[name] : undefined;
}

function blendedTable(name: string, size: number): Rgba[] {
  const anchors = own(ANCHOR_MAPS, name);
  if (anchors !== undefined) return segmentTable(evenSegments(hexColours(anchors)), size);
  const segments = own(SEGMENT_MAPS, name) ?? own(MORE_SEGMENT_MAPS, name);
  if (segments !== undefined) return segmentTable(segments, size);
  const formulas = own(FORMULA_MAPS, name);
  if (formulas !== undefined) {
    return Array.from({ length: size }, (_, i) => {
      const [red, green, blue] = formulas.map((formula) =>
        Math.min(1, Math.max(0, formula(evenPlace(i, size)))),
      );
      return [red, green, blue, 1];
    });
  }
  const names = ALL_MAPS.flatMap((maps) => Object.keys(maps));
  throw new EphysError(
    "UnknownName",
    `there is no colour map "${name}"; known: ${names.join(", ")}`,
    {
      colormap: name,
    },
  );
}

function listedColours(name: string): Rgba[] | undefined {
  const list = own(LIST_MAPS, name);
  if (list !== undefined) return hexColours(list);
  const table = own(TABLE_MAPS, name) ?? own(MORE_TABLE_MAPS, name);
  if (table === undefined) return undefined;
  return Array.from({ length: table.length / 3 }, (_, i) => [
    table[3 * i],
    table[3 * i + 1],
    table[3 * i + 2],
    1,
  ]);
}

function hexColours(text: string): Rgba[] {
  return text.split(" ").map((hex) => {
    const value = Number.parseInt(hex, 16);
    return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255, 1];
  });
}

/** A list of colours picked at `size` even places. */
function resampled(colours: readonly Rgba[], size: number): Rgba[] {
  return Array.from({ length: size }, (_, i) => {
    const place = evenPlace(i, size);
    return colours[Math.min(colours.length - 1, Math.trunc(place * colours.length))];
  });
}

function evenSegments(colours: readonly Rgba[]): SegmentMap {
  const channel = (index: 0 | 1 | 2): [number, number, number][] =>
    colours.map((c, i) => [evenPlace(i, colours.length), c[index], c[index]]);
  return { red: channel(0), green: channel(1), blue: channel(2) };
}

function segmentTable({ red, green, blue }: SegmentMap, size: number): Rgba[] {
  const channels = [red, green, blue].map((anchors) => channelTable(anchors, size));
  return Array.from({ length: size }, (_, i) => [
    channels[0][i],
    channels[1][i],
    channels[2][i],
    1,
  ]);
}

function channelTable(anchors: SegmentMap["red"], size: number): number[] {
  const last = anchors[anchors.length - 1];
  if (size === 1) return [last[1]]; // a table of one is the map's end
  return Array.from({ length: size }, (_, i) => {
    if (i === 0) return anchors[0][2];
    if (i === size - 1) return last[1];
    const x = (size - 1) * evenPlace(i, size);
    let above = 1;
    while (above < anchors.length - 1 && anchors[above][0] * (size - 1) < x) above++;
    const [from, , start] = anchors[above - 1];
    const [to, end] = anchors[above];
    const share = (x - from * (size - 1)) / (to * (size - 1) - from * (size - 1));
    return Math.min(1, Math.max(0, share * (end - start) + start));
  });
}

/** Even places from 0 to 1, rounded as numpy.linspace rounds them: a last bit can decide a byte. */
function evenPlace(i: number, count: number): number {
  return i > 0 && i === count - 1 ? 1 : i * (1 / (count - 1 || 1));
}
