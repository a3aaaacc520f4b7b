import { z } from "zod";
import { defineFunction } from "../define.ts";

/* SpikeInterface's core.core_tools for walking extractor dictionaries and their paths. */

const PREFIX = "spikeinterface.core.core_tools";

interface DictElement {
  readonly value: unknown;
  /** the last key on the way; items of a list carry the list's */
  readonly name: string | number;
  readonly access_path: readonly (string | number)[];
}

/** Every leaf of a dictionary, in order. */
function elementsOf(
  value: unknown,
  name: string | number = "",
  path: readonly (string | number)[] = [],
): DictElement[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => elementsOf(item, name, [...path, i]));
  if (value instanceof Map) {
    return [...(value as Map<string | number, unknown>)].flatMap(([key, item]) =>
      elementsOf(item, key, [...path, key]),
    );
  }
  if (isDict(value)) {
    return Object.entries(value).flatMap(([key, item]) => elementsOf(item, key, [...path, key]));
  }
  return [{ value, name, access_path: path }];
}

function isDict(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Map) &&
    !("dtype" in value && "shape" in value)
  );
}

function isPath({ value, name }: DictElement): boolean {
  return typeof value === "string" && String(name).includes("path");
}

const dict = z.record(z.string(), z.unknown());

const iterator = defineFunction({
  name: `${PREFIX}.extractor_dict_iterator`,
  params: z.object({ extractor_dict: z.unknown() }),
  run: ({ extractor_dict }) => elementsOf(extractor_dict),
});

const isDictExtractor = defineFunction({
  name: `${PREFIX}.is_dict_extractor`,
  params: z.object({ d: z.unknown() }),
  run: ({ d }) =>
    isDict(d) && ["module", "class", "version", "annotations"].every((key) => key in d),
});

const checkPathsRelative = defineFunction({
  name: `${PREFIX}.check_paths_relative`,
  params: z.object({ input_dict: dict, relative_folder: z.string() }),
  run({ input_dict, relative_folder }, { fs }) {
    const drive = (path: string): string =>
      /^[A-Za-z]:|^\\\\[^\\]+\\[^\\]+/.exec(path)?.[0].toLowerCase() ?? "";
    const home = drive(fs.path.resolve(relative_folder));
    return elementsOf(input_dict)
      .filter(isPath)
      .map(({ value }) => String(value))
      .every(
        (path) => !/http|s3:\/\/|gcs:\/\//.test(path) && drive(fs.path.resolve(path)) === home,
      );
  },
});

const makePathsAbsolute = defineFunction({
  name: `${PREFIX}.make_paths_absolute`,
  params: z.object({ input_dict: dict, base_folder: z.string() }),
  async run({ input_dict, base_folder }, { fs }) {
    const copy = structuredCopy(input_dict);
    for (const element of elementsOf(input_dict).filter(isPath)) {
      const path = fs.path.resolve(base_folder, String(element.value));
      if ((await fs.stat(path)) === undefined) continue;
      setAt(copy, element.access_path, path.replaceAll("\\", "/"));
    }
    return copy;
  },
});

function structuredCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCopy);
  if (!isDict(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, structuredCopy(item)]),
  );
}

function setAt(target: unknown, path: readonly (string | number)[], value: string): void {
  let at = target as Record<string | number, unknown>; // the copy has the paths that were found in it
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1);
  if (last !== undefined) at[last] = value;
}

export const DICT_FUNCTIONS = [
  iterator,
  isDictExtractor,
  checkPathsRelative,
  makePathsAbsolute,
] as const;
