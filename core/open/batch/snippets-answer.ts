import { concatenateRows } from "#core/recording/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { numSnippets, type Snippets } from "#core/snippets/index.ts";
import type { AnswerArrays } from "./arrays.ts";

/** What was read of snippets, in the form of the golden format cases; segments one after the other. */
export async function snippetsAnswer(
  snippets: Snippets,
  arrays: AnswerArrays,
): Promise<JsonObject> {
  const traces = concatenateRows(snippets.segments.map((segment) => segment.traces));
  if (traces === undefined) {
    throw new EphysError("InvalidValue", "the segments' snippets have different number types");
  }
  return {
    num_snippets: numSnippets(snippets),
    snippet_len: snippets.snippetLength,
    nbefore: snippets.nbefore,
    frames: snippets.segments.flatMap(({ frames }) => [...frames]),
    snippets: await arrays.file(traces),
  };
}
