import { z } from "zod";
import { defaultRng } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { defineFunction } from "../define.ts";
import { ids } from "../params.ts";
import { colormapTable, type Rgba } from "./colormaps.ts";

const ENGINES = ["auto", "distinctipy", "matplotlib", "colorsys"] as const;

/** SpikeInterface's get_some_colors: one colour per key, as [red, green, blue, alpha]. */
export const getSomeColors = defineFunction({
  name: "spikeinterface.widgets.utils.get_some_colors",
  params: z.object({
    keys: ids(),
    color_engine: z.enum(ENGINES).default("auto"),
    map_name: z.string().default("gist_ncar"),
    format: z.literal("RGBA").default("RGBA"),
    shuffle: z.boolean().nullish(),
    seed: z.int().nonnegative().nullish(),
    margin: z.int().nonnegative().nullish(),
    resample: z.boolean().default(true),
  }),
  run(p) {
    const count = p.keys.length;
    const shuffle = p.shuffle ?? p.color_engine !== "distinctipy";
    // without a word on shuffling the reference always uses its own seed
    const seed = p.shuffle === null || p.shuffle === undefined ? 91 : (p.seed ?? 0);
    const colours = coloursOf(p.color_engine, count, p);
    const order = Array.from({ length: count }, (_, i) => i);
    if (shuffle) defaultRng(seed).shuffle(order);
    const entries = p.keys.map((key, i) => [key, [...colours[order[i]]]] as const);
    return p.keys.every((key) => typeof key === "string")
      ? Object.fromEntries(entries)
      : new Map(entries);
  },
});

function coloursOf(
  engine: (typeof ENGINES)[number],
  count: number,
  options: { map_name: string; resample: boolean; margin?: number | null | undefined },
): Rgba[] {
  if (engine === "distinctipy") {
    throw new EphysError(
      "Unsupported",
      "distinctipy's random colours are not made; use matplotlib or colorsys",
    );
  }
  if (engine === "colorsys") return Array.from({ length: count }, (_, i) => mutedHue(i / count));
  const { map_name, resample } = options;
  if (!resample && count > 0 && (options.margin === null || options.margin === undefined)) {
    throw new EphysError("InvalidParameter", "margin is needed where resample is false");
  }
  const margin = options.margin ?? Math.max(4, Math.trunc(count * 0.08));
  const table = colormapTable(map_name, resample ? count + 2 * margin : undefined);
  return Array.from({ length: count }, (_, i) => table[Math.min(table.length - 1, i + margin)]);
}

/** A hue at half saturation and half brightness. */
function mutedHue(hue: number): Rgba {
  const sector = Math.trunc(hue * 6);
  const f = hue * 6 - sector;
  const [v, p, q, t] = [0.5, 0.25, 0.5 * (1 - 0.5 * f), 0.5 * (1 - 0.5 * (1 - f))];
  switch (sector % 6) {
    case 0:
      return [v, t, p, 1];
    case 1:
      return [q, v, p, 1];
    case 2:
      return [p, v, t, 1];
    case 3:
      return [p, q, v, 1];
    case 4:
      return [t, p, v, 1];
    default:
      return [v, p, q, 1];
  }
}
