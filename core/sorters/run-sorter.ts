import type { ComputeContext } from "#core/compute/index.ts";
import { writeNumpyFolder } from "#core/formats/index.ts";
import { checkedBy, EphysError, formatJson, type JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { SORTERS } from "./catalog.ts";
import type { SorterDefinition } from "./define.ts";

export interface SorterInput {
  readonly recording: Recording;
  /** absolute; made when absent. SpikeInterface's sorter folder (inventory 2.12) */
  readonly outputFolder: string;
}

/** The sorter called `name`, with its types set aside. */
export function sorterByName(name: string): SorterDefinition {
  const sorters = SORTERS as unknown as readonly SorterDefinition[]; // params are parsed by each one's schema
  const found = sorters.find((sorter) => sorter.name === name);
  if (found === undefined) {
    const known = sorters.map((sorter) => sorter.name).join(", ");
    throw new EphysError("UnknownName", `no sorter is called "${name}"; there are ${known}`, {
      sorter: name,
    });
  }
  return found;
}

/**
 * Runs a sorter and writes SpikeInterface's sorter folder: `spikeinterface_recording.json`, `spikeinterface_params.json`,
 * `spikeinterface_log.json` and `sorter_output/` with the result in `sorter_output/sorting`. A run that fails leaves its
 * log with the error.
 */
export async function runSorter(
  name: string,
  { recording, outputFolder }: SorterInput,
  params: JsonObject,
  ctx: ComputeContext,
): Promise<Sorting> {
  const sorter = sorterByName(name);
  const parsed = sorterParams(sorter, params);
  const join = (...parts: string[]): string => ctx.fs.path.join(...parts);
  const sorterOutput = join(outputFolder, "sorter_output");
  await ctx.fs.makeFolder(sorterOutput);
  await writeJson(join(outputFolder, "spikeinterface_recording.json"), recording.dict, ctx);
  await writeJson(
    join(outputFolder, "spikeinterface_params.json"),
    { sorter_name: name, sorter_params: parsed },
    ctx,
  );
  const startMs = ctx.nowMs?.();
  const lines: string[] = [];
  const logged: ComputeContext = {
    ...ctx,
    log(message) {
      lines.push(message);
      ctx.log(message);
    },
  };
  const log = (extra: JsonObject): Promise<void> =>
    writeJson(
      join(outputFolder, "spikeinterface_log.json"),
      {
        sorter_name: name,
        sorter_version: sorter.version,
        datetime: startMs === undefined ? null : isoLocal(startMs),
        runtime_trace: lines,
        ...extra,
      },
      ctx,
    );
  try {
    const sorting = await sorter.run({ recording, outputFolder: sorterOutput }, parsed, logged);
    await ctx.fs.remove(join(sorterOutput, "sorting")); // of a run before with other parameters
    await writeNumpyFolder(sorting, join(sorterOutput, "sorting"), ctx);
    await log({ error: false, run_time: elapsedS(startMs, ctx) });
    return sorting;
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await log({ error: true, run_time: null, error_trace: text.split("\n") }).catch(
      () => undefined,
    );
    throw error;
  }
}

/** A sorter's parameters, completed. @throws InvalidParameter */
export function sorterParams(sorter: SorterDefinition, given: JsonObject): JsonObject {
  const { name, params } = sorter;
  return checkedBy(params, given, name, { sorter: name }) as JsonObject; // sorters' schemas hold JSON only
}

async function writeJson(path: string, value: JsonObject, ctx: ComputeContext): Promise<void> {
  await ctx.fs.writeFile(path, formatJson(value));
}

function elapsedS(startMs: number | undefined, ctx: ComputeContext): number | null {
  const endMs = ctx.nowMs?.();
  return startMs === undefined || endMs === undefined ? null : (endMs - startMs) / 1000;
}

/** ISO date as Python's isoformat writes it, in UTC and without a zone. */
function isoLocal(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "");
}
