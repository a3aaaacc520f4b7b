import type { ComputeContext } from "#core/compute/index.ts";
import { checkedBy, EphysError, type JsonObject } from "#core/model/index.ts";
import { EXPORTERS } from "./catalog.ts";
import type { ExporterDefinition, ExportInput, ExportPlace } from "./define.ts";

/** An exporter by name. @throws UnknownName */
export function exporterByName(name: string): ExporterDefinition {
  const exporter = EXPORTERS.find((one) => one.name === name);
  // each exporter gets parameters of its own schema, so that the common type may forget them
  if (exporter !== undefined) return exporter;
  throw new EphysError(
    "UnknownName",
    `nothing is exported to "${name}"; there are ${EXPORTERS.map((one) => one.name).join(", ")}`,
    { name },
  );
}

/** Checks the parameters, then writes. @throws UnknownName, InvalidParameter, and what the exporter throws */
export async function runExporter(
  name: string,
  input: ExportInput,
  place: ExportPlace,
  params: JsonObject,
  ctx: ComputeContext,
): Promise<readonly string[]> {
  const exporter = exporterByName(name);
  const checked = checkedBy(exporter.params, params, `export to ${name}`);
  await ctx.fs.makeFolder(place.into);
  return exporter.write(input, place, checked, ctx);
}
