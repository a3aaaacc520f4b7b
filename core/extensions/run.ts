import type { AnalyzerExtension, SortingAnalyzer } from "#core/analyzer/index.ts";
import { removeExtension, requireRecording } from "#core/analyzer/index.ts";
import {
  runSweep,
  throwIfCancelled,
  type ComputeContext,
  type SweepRequest,
} from "#core/compute/index.ts";
import { checkedBy, EphysError, type JsonObject } from "#core/model/index.ts";
import type {
  ExtensionAnticipation,
  ExtensionData,
  ExtensionDefinition,
  ExtensionRun,
} from "./define.ts";
import { expectedTemplates, templateWindow } from "./expected-templates.ts";
import { createSaving, type Saving } from "./saving.ts";
import { childrenOf, extensionByName, missingDependency, withDependencies } from "./graph.ts";

/*
 * Computes extensions in the order that their dependencies ask for. What needs no traces runs as soon as its parents
 * are there; what needs traces waits until nothing else can run and then shares one sweep, which those that also need
 * the templates join by anticipation. Each extension is stored as
 * soon as it is finished, so that a cancelled or failed run keeps what was done.
 */

export interface ComputeExtensionsOptions {
  /** compute extensions that are needed and missing, with defaults (true), or refuse */
  readonly addMissing?: boolean;
  /** seconds of a steady clock, for the stored run times; without it they are 0 */
  readonly clockS?: () => number;
  /**
   * "reference" (default): each extension reads the window that SpikeInterface reads, to give its very samples.
   * "shared": one window for all, so that a chain of filters runs once; samples within a filter's margin of a chunk's
   * border then differ by as much as another chunk length would make them differ.
   */
  readonly windows?: "reference" | "shared";
}

/** Parameters by extension name; what is not given takes the defaults. */
export type ExtensionRequests = ReadonlyMap<string, JsonObject>;

/**
 * Computes extensions of an analyzer and stores them in it. Extensions that depend on a recomputed one are deleted.
 * @returns the names that were computed, in order
 * @throws MissingExtension when something needed is missing and not to be added
 */
export async function computeExtensions(
  analyzer: SortingAnalyzer,
  requests: ExtensionRequests,
  ctx: ComputeContext,
  options: ComputeExtensionsOptions = {},
): Promise<readonly string[]> {
  const saving = createSaving(analyzer.folder, ctx);
  let done: readonly string[];
  try {
    done = await computeAndSave(analyzer, requests, ctx, { ...options, saving });
  } catch (error) {
    // what was finished is kept; what stopped the work is what counts
    await saving.settled().catch(() => undefined);
    throw error;
  }
  await saving.settled();
  return done;
}

async function computeAndSave(
  analyzer: SortingAnalyzer,
  requests: ExtensionRequests,
  ctx: ComputeContext,
  options: ComputeExtensionsOptions & { readonly saving: Saving },
): Promise<readonly string[]> {
  const { saving } = options;
  const asked = [...requests.keys()];
  const clockS = options.clockS ?? (() => 0);
  const has = (name: string): boolean => analyzer.extensions.has(name);
  for (const name of asked) extensionByName(name);
  const names = options.addMissing === false ? asked : withDependencies(asked, has);
  checkPossible(analyzer, names, has);
  // parameters first: a wrong one must not cost what exists
  const parsed = new Map(names.map((name) => [name, parseParams(name, requests.get(name) ?? {})]));
  await deleteChildren(analyzer, names, ctx);
  const pending = new Set(names);
  const done: string[] = [];
  const finish = (started: Started, data: ExtensionData): void => {
    const extension = extensionOf(started, data, clockS() - started.startedAt);
    saving.add(extension);
    analyzer.extensions.set(extension.name, extension);
    done.push(extension.name);
  };
  const shareWindows = options.windows === "shared";
  const exactWindows = shareWindows || (analyzer.recording?.exactWindows ?? false);
  const anticipated = new Map<string, ExtensionAnticipation>();
  let waiting: (Started & {
    readonly requests: readonly SweepRequest[];
    readonly finish: () => ExtensionData | Promise<ExtensionData>;
  })[] = [];
  while (pending.size > 0 || waiting.length > 0) {
    throwIfCancelled(ctx.cancel);
    const ready = [...pending].find(
      (name) => !blocked(name, pending, waiting) && missingDependency(name, has) === undefined,
    );
    if (ready !== undefined) {
      pending.delete(ready);
      const started = begin(analyzer, ready, parsed.get(ready) ?? {}, clockS());
      const outcome =
        (await anticipated.get(ready)?.settle()) ??
        (await started.definition.start({ analyzer, params: started.params, ctx, exactWindows }));
      if (outcome.kind === "done") finish(started, outcome.data);
      else waiting.push({ ...started, requests: outcome.requests, finish: outcome.finish });
      continue;
    }
    if (waiting.length === 0) {
      const [name] = pending;
      const need = missingDependency(name, has) ?? name;
      throw new EphysError("MissingExtension", `extension ${name} needs ${need}`, { name: need });
    }
    const batch = waiting;
    waiting = [];
    const recording = requireRecording(analyzer, batch.map((b) => b.definition.name).join(", "));
    const able = [...pending].filter((name) => !anticipated.has(name));
    const early = await anticipate(able, { analyzer, ctx, exactWindows }, parsed);
    await runSweep(
      recording,
      [...batch, ...early.values()].flatMap(({ requests }) => requests),
      ctx,
      {
        step: [...batch.map(({ definition }) => definition.name), ...early.keys()].join(" + "),
        shareWindows,
      },
    );
    for (const [name, anticipation] of early) anticipated.set(name, anticipation);
    for (const item of batch) finish(item, await item.finish());
  }
  return done;
}

interface Started {
  readonly definition: ExtensionDefinition;
  readonly params: JsonObject;
  readonly startedAt: number;
}

/** Of what is still blocked by its parents, what can keep samples for later in the sweep that comes now. */
async function anticipate(
  names: readonly string[],
  run: Omit<ExtensionRun<JsonObject>, "params">,
  parsed: ReadonlyMap<string, JsonObject>,
): Promise<Map<string, ExtensionAnticipation>> {
  const out = new Map<string, ExtensionAnticipation>();
  const able = names.filter((name) => extensionByName(name).anticipate !== undefined);
  if (able.length === 0) return out;
  const expected = await expectedTemplates(run.analyzer, templateWindow(parsed), run.ctx);
  for (const name of able) {
    const { definition, params } = begin(run.analyzer, name, parsed.get(name) ?? {}, 0);
    const anticipation = await definition.anticipate?.({ ...run, params }, expected);
    if (anticipation !== undefined) out.set(name, anticipation);
  }
  return out;
}

function begin(
  analyzer: SortingAnalyzer,
  name: string,
  parsed: JsonObject,
  startedAt: number,
): Started {
  const definition = extensionByName(name);
  const params = definition.resolve?.(parsed, analyzer) ?? parsed;
  return { definition, params: params as JsonObject, startedAt };
}

/** An extension waits for everything that it reads and that this run computes anew. */
function blocked(name: string, pending: ReadonlySet<string>, waiting: readonly Started[]): boolean {
  const { dependsOn, uses = [] } = extensionByName(name);
  return [...dependsOn.flatMap((need) => need.split("|")), ...uses].some(
    (parent) => pending.has(parent) || waiting.some((w) => w.definition.name === parent),
  );
}

function checkPossible(
  analyzer: SortingAnalyzer,
  names: readonly string[],
  has: (name: string) => boolean,
): void {
  const available = (name: string): boolean => has(name) || names.includes(name);
  for (const name of names) {
    const need = missingDependency(name, available);
    if (need !== undefined) {
      throw new EphysError(
        "MissingExtension",
        `extension ${name} needs ${need.replaceAll("|", " or ")} to be computed first`,
        { name: need.split("|")[0], extension: name },
      );
    }
    const sampleless = name === "templates" && available("waveforms");
    if (extensionByName(name).needsRecording && !sampleless) {
      requireRecording(analyzer, `extension ${name}`);
    }
  }
}

/** Parameters checked and completed. @throws InvalidParameter naming extension and parameter */
export function parseParams(name: string, given: JsonObject): JsonObject {
  const { params } = extensionByName(name);
  return checkedBy(params, given, `extension ${name}`, { extension: name }) as JsonObject; // schemas of extensions hold JSON values only
}

async function deleteChildren(
  analyzer: SortingAnalyzer,
  names: readonly string[],
  ctx: ComputeContext,
): Promise<void> {
  const children = new Set(names.flatMap(childrenOf));
  for (const child of children) {
    if (analyzer.extensions.has(child)) await deleteExtension(analyzer, child, ctx);
  }
}

/** Forgets an extension, in memory and on disk, and all that depend on it. */
export async function deleteExtension(
  analyzer: SortingAnalyzer,
  name: string,
  ctx: Pick<ComputeContext, "fs" | "kernels">,
): Promise<void> {
  for (const gone of [...childrenOf(name), name]) {
    analyzer.extensions.delete(gone);
    if (analyzer.folder !== undefined) await removeExtension(analyzer.folder, gone, ctx);
  }
}

function extensionOf(
  { definition, params }: Started,
  data: ExtensionData,
  runtimeS: number,
): AnalyzerExtension {
  return {
    name: definition.name,
    params,
    data,
    siClass: { class: definition.siClass, module: definition.siModule },
    runtimeS,
    skipped: [],
  };
}
