import { encodeFrame } from "#contract/index.ts";
import { extensionArray } from "#core/analyzer/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";

/** How like the templates of all units are. */
export async function similarityFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.early(query.count("analyzer", 1));
  const { shape, data } = extensionArray(analyzer, "template_similarity", "similarity");
  const similarity = Float32Array.from(data as ArrayLike<number>); // a matrix of numbers
  return encodeFrame([{ name: "similarity", shape, unit: null, data: similarity }], {});
}
