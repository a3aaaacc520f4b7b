import type { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { isEphysError, type JsonObject } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { defineFormat, type FormatDefinition } from "../define.ts";
import { parseParams, pathArgument } from "./kwargs.ts";

/** How a reader makes a sorting again. */
export interface SortingSource {
  readonly siClass: string;
  readonly kwargs: JsonObject;
}

export interface SortingFormatOptions<Id extends string, Schema extends z.ZodObject> {
  readonly id: Id;
  readonly label: string;
  readonly extensions: readonly string[];
  readonly params: Schema;
  readonly siClass: string;
  /** SpikeInterface's function and its argument that is the path */
  readonly reader: string;
  readonly pathName: "folder_path" | "file_path" | "file_or_folder_path";
  /** What says that it is this format; undefined for another. May throw typed errors. */
  readonly recognise: (path: string, ctx: CoreContext) => Promise<string | undefined>;
  /** 0.9 unless names alone say it */
  readonly confidence?: number;
  readonly read: (
    path: string,
    params: z.output<Schema>,
    ctx: CoreContext,
    source: SortingSource,
  ) => Promise<Sorting>;
}

/** A format that holds one sorting, as a sorter leaves it. */
export function defineSortingFormat<const Id extends string, Schema extends z.ZodObject>(
  options: SortingFormatOptions<Id, Schema>,
): FormatDefinition<Id, Schema> {
  const { id, label, extensions, params, siClass, pathName } = options;
  const read = (path: string, given: unknown, what: string, ctx: CoreContext): Promise<Sorting> => {
    const parsed = parseParams(params, given, what);
    const kwargs = { [pathName]: path, ...(parsed as JsonObject) }; // schemas of JSON values
    return options.read(path, parsed, ctx, { siClass, kwargs });
  };
  return defineFormat({
    id,
    label,
    extensions,
    params,
    async detect(path, ctx) {
      try {
        const why = await options.recognise(path, ctx);
        if (why === undefined) return undefined;
        return { confidence: options.confidence ?? 0.9, why, root: path, kinds: ["sorting"] };
      } catch (error) {
        if (isEphysError(error)) return undefined;
        throw error;
      }
    },
    readers: [{ function: options.reader, kind: "sorting", path: pathName }],
    readSorting: (path, given, ctx) => read(path, given, label, ctx),
    sortingDicts: [
      {
        siClass,
        read: async (kwargs, ctx) =>
          read(pathArgument(kwargs, pathName, siClass), kwargs, siClass, ctx),
      },
    ],
  });
}
