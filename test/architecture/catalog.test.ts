import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { EXTENSIONS } from "#core/extensions/index.ts";
import { EXPORTERS } from "#core/exporters/index.ts";
import { FORMATS } from "#core/formats/index.ts";
import { METRICS } from "#core/metrics/index.ts";
import { PREPROCESSORS } from "#core/preprocessing/index.ts";
import { SORTERS } from "#core/sorters/index.ts";

const ROOT = resolve(import.meta.dirname, "../..");

interface Entry {
  readonly name: string;
  readonly params: z.ZodType;
}

const FAMILIES: readonly {
  readonly folder: string;
  readonly entries: readonly Entry[];
}[] = [
  { folder: "core/preprocessing", entries: PREPROCESSORS },
  { folder: "core/formats", entries: FORMATS.map(({ id, params }) => ({ name: id, params })) },
  { folder: "core/extensions", entries: EXTENSIONS },
  { folder: "core/metrics/quality", entries: METRICS },
  { folder: "core/sorters", entries: SORTERS },
  { folder: "core/exporters", entries: EXPORTERS },
];

/** Folders are kebab-case, persisted names are snake_case: scale_to_uV lives in scale-to-uv. */
const folderOf = (name: string): string => name.toLowerCase().replaceAll("_", "-");

const pluginFolders = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !["shared", "fixtures"].includes(entry.name))
    .map((entry) => entry.name)
    .sort();

describe.each(FAMILIES)("the catalog of $folder", ({ folder, entries }) => {
  it("lists every plugin folder, and nothing else", () => {
    expect(entries.map(({ name }) => folderOf(name)).sort()).toEqual(pluginFolders(folder));
  });

  it("names each entry once", () => {
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
  });

  it("keeps the names and schemas that are written to disk", () => {
    const surface = Object.fromEntries(
      [...entries]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, params }) => [
          name,
          z.toJSONSchema(params, { io: "input", unrepresentable: "any" }),
        ]),
    );
    expect(surface).toMatchSnapshot();
  });

  it("describes every parameter in a sentence, for forms and help", () => {
    const bare = entries.flatMap(({ name, params }) =>
      params instanceof z.ZodObject
        ? Object.entries(params.shape)
            .filter(([, field]) => !(field as z.ZodType).description)
            .map(([field]) => `${name}.${field}`)
        : [],
    );
    expect(bare).toEqual([]);
  });
});
