import { loadAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { openRecordingPath, openSnippetsPath, openSortingPath } from "#core/open/index.ts";
import type { Openers } from "./decode.ts";

/** Opens the objects that arguments name, as the app's own open command would. */
export function createOpeners(ctx: ComputeContext): Openers {
  return {
    recording: (path) => openRecordingPath(path, {}, ctx),
    sorting: (path) => openSortingPath(path, {}, ctx),
    snippets: (path) => openSnippetsPath(path, {}, ctx),
    analyzer: (path) => loadAnalyzer(path, ctx),
  };
}
