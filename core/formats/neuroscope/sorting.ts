import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { intProperty } from "#core/recording/index.ts";
import { sortingFromLabels, type Sorting } from "#core/sorting/index.ts";
import { requireFile } from "../shared/files.ts";
import { onlyXml, readParameters } from "./parameters.ts";

export const NEUROSCOPE_SORTING_CLASS =
  "spikeinterface.extractors.neoextractors.neuroscope.NeuroScopeSortingExtractor";

export interface NeuroscopeSortingParams {
  readonly keep_mua_units: boolean;
  readonly exclude_shanks?: readonly number[] | null | undefined;
  readonly xml_file_path?: string | null | undefined;
  /** the .clu of a path that is a .res */
  readonly clufile_path?: string | null | undefined;
}

/** A .res with its .clu. */
interface Shank {
  readonly number: number | undefined;
  readonly resPath: string;
  readonly cluPath: string;
}

/**
 * The units of all .res and .clu pairs of a folder, or of one pair. Units are numbered from 1 over all shanks in the order
 * of their cluster numbers; cluster 0 (noise) and, unless kept, 1 (multi-unit) take a number but are left out.
 * @throws MissingSibling, CorruptFile, InvalidParameter
 */
export async function readNeuroscopeSorting(
  path: string,
  params: NeuroscopeSortingParams,
  ctx: CoreContext,
): Promise<Sorting> {
  const isPair = (await ctx.fs.stat(path))?.kind === "file";
  if (isPair && params.clufile_path == null) {
    throw new EphysError("InvalidParameter", `${path} needs its .clu beside it (clufile_path)`, {
      parameter: "clufile_path",
    });
  }
  const folder = isPair ? ctx.fs.path.dirname(path) : path;
  const excluded = params.exclude_shanks ?? [];
  const shanks = isPair
    ? [{ number: undefined, resPath: path, cluPath: params.clufile_path ?? "" }]
    : await findShanks(folder, ctx);
  const xml = params.xml_file_path ?? (await onlyXml(folder, ctx));
  const { samplingFrequency } = await readParameters(xml, ctx);
  const samples: number[] = [];
  const labels: number[] = [];
  const unitIds: number[] = [];
  const groups: number[] = [];
  for (const shank of shanks) {
    if (shank.number !== undefined && excluded.includes(shank.number)) continue;
    const { times, clusters } = await readShank(shank, ctx);
    const idOf = numberUnits(clusters, unitIds.at(-1) ?? 0, params.keep_mua_units);
    for (const id of idOf.values()) {
      unitIds.push(id);
      if (shank.number !== undefined) groups.push(shank.number);
    }
    for (const [i, cluster] of clusters.entries()) {
      const id = idOf.get(cluster);
      if (id === undefined) continue;
      samples.push(times[i]);
      labels.push(id);
    }
  }
  return sortingFromLabels([{ samples, labels }], {
    unitIds,
    samplingFrequency,
    ...(groups.length > 0 && { properties: new Map([["group", intProperty(groups)]]) }),
    source: {
      siClass: NEUROSCOPE_SORTING_CLASS,
      kwargs: kwargsOf(path, isPair, xml, params),
    },
  });
}

function kwargsOf(
  path: string,
  isPair: boolean,
  xml: string,
  params: NeuroscopeSortingParams,
): JsonObject {
  return {
    folder_path: isPair ? null : path,
    resfile_path: isPair ? path : null,
    clufile_path: isPair ? (params.clufile_path ?? null) : null,
    keep_mua_units: params.keep_mua_units,
    exclude_shanks: [...(params.exclude_shanks ?? [])],
    xml_file_path: xml,
  };
}

/** Unit id of each cluster that is kept, in ascending order. */
function numberUnits(
  clusters: readonly number[],
  before: number,
  keepMua: boolean,
): ReadonlyMap<number, number> {
  const distinct = [...new Set(clusters)].sort((a, b) => a - b);
  const numbered = distinct.map((cluster, i) => [cluster, before + i + 1] as const);
  return new Map(numbered.filter(([cluster]) => cluster !== 0 && (cluster !== 1 || keepMua)));
}

/** Pairs of a folder by name; with more than one, the number after .res is the shank. */
async function findShanks(folder: string, ctx: CoreContext): Promise<Shank[]> {
  const names = await ctx.fs.list(folder);
  const withPart = (part: string): string[] =>
    names.filter((name) => name.slice(1).split(".").slice(1).includes(part) && !name.endsWith("~"));
  const results = withPart("res");
  const clusters = withPart("clu");
  const wanted = results.map((name) => name.replace(/\.res(?=\.|$)/, ".clu"));
  const lonely =
    wanted.find((name) => !clusters.includes(name)) ??
    clusters.find((name) => !wanted.includes(name));
  if (results.length === 0 || lonely !== undefined) {
    throw new EphysError(
      "MissingSibling",
      `${folder} must hold .res and .clu files in pairs${lonely === undefined ? "" : ` (see ${lonely})`}`,
      { path: folder },
    );
  }
  return results.map((name, i) => {
    const number = Number(/\.(\d+)$/.exec(name)?.[1] ?? NaN);
    if (results.length > 1 && Number.isNaN(number)) {
      throw new EphysError("CorruptFile", `${folder}: ${name} does not end in a shank's number`, {
        path: folder,
      });
    }
    return {
      number: results.length > 1 ? number : undefined,
      resPath: ctx.fs.path.join(folder, name),
      cluPath: ctx.fs.path.join(folder, wanted[i]),
    };
  });
}

async function readShank(
  { resPath, cluPath }: Shank,
  ctx: CoreContext,
): Promise<{ times: readonly number[]; clusters: readonly number[] }> {
  const times = await readIntegers(resPath, ctx);
  const [count, ...clusters] = await readIntegers(cluPath, ctx, resPath);
  if (times.length === 0) return { times, clusters: [] };
  if (clusters.length !== times.length) {
    throw new EphysError(
      "CorruptFile",
      `${cluPath} has ${String(clusters.length)} cluster numbers for ${String(times.length)} spikes of ${resPath}`,
      { path: cluPath },
    );
  }
  const distinct = new Set(clusters).size;
  if (distinct === count) return { times, clusters };
  throw new EphysError(
    "CorruptFile",
    `${cluPath} announces ${String(count)} clusters in its first line and holds ${String(distinct)}`,
    { path: cluPath },
  );
}

/** One whole number per line. */
async function readIntegers(path: string, ctx: CoreContext, owner?: string): Promise<number[]> {
  await requireFile(path, ctx, owner);
  const lines = (await ctx.fs.readText(path)).split(/\r\n|\r|\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line, i) => {
    const number = Number(line);
    if (/^\s*[+-]?\d+\s*$/.test(line) && Number.isSafeInteger(number)) return number;
    throw new EphysError(
      "CorruptFile",
      `${path}: line ${String(i + 1)}, "${line.slice(0, 40)}", is no whole number`,
      { path, line: i + 1 },
    );
  });
}
