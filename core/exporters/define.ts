import type { z } from "zod";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";

/** What is exported: an analyzer as curated; labels of its units are properties of its sorting. */
export interface ExportInput {
  readonly analyzer: SortingAnalyzer;
  /** where it came from, for titles and provenance */
  readonly source: string;
  /** curation documents that lead, one after the other, from the units of the source to these; none where nothing was done */
  readonly curations?: readonly JsonObject[];
}

/** Where files go: they are written below `into`, which becomes `folder` when all of them are whole. */
export interface ExportPlace {
  readonly into: string;
  /** for paths that a file has to hold */
  readonly folder: string;
}

/**
 * A way to hand results over: one folder here and one line in catalog.ts. Its name is what `spikedesk export --to` and the
 * window's menu take.
 */
export interface ExporterDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  readonly name: Name;
  readonly label: string;
  /** one sentence for people: what is written, and for what */
  readonly summary: string;
  readonly params: Schema;
  /**
   * Writes files into `place.into`, which exists, and nothing anywhere else; what it was given stays as it is.
   * @returns names of the files and folders below the place, the most important first
   * @throws MissingExtension, MissingSibling, Unsupported
   */
  write(
    input: ExportInput,
    place: ExportPlace,
    params: z.output<Schema>,
    ctx: ComputeContext,
  ): Promise<readonly string[]>;
}

export function defineExporter<const Name extends string, Schema extends z.ZodObject>(
  definition: ExporterDefinition<Name, Schema>,
): ExporterDefinition<Name, Schema> {
  return definition;
}
