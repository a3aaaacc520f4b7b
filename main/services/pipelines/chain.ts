import type { Pipeline } from "#contract/index.ts";
import { EphysError, isEphysError, type ExtractorDict } from "#core/model/index.ts";
import { parsePipeline } from "#core/preprocessing/index.ts";
import type { Pool } from "#main/jobs/index.ts";

/** Chains kept per recording: editing the last step never estimates an earlier one again. */
const KEPT = 24;

export interface ChainBuilder {
  /**
   * The dictionary of a recording behind the steps that are on. Steps that estimate something (whitening, detection)
   * do so in a pool thread; what they found stands in the dictionary.
   * @throws the step's own error; its `details` name the `step`, its `index` in the pipeline and, where one is to
   * blame, the `field`
   */
  build(recording: ExtractorDict, pipeline: Pipeline): Promise<ExtractorDict>;
}

export function createChainBuilder(pool: () => Pool): ChainBuilder {
  const made = new Map<string, Promise<ExtractorDict>>();
  return {
    async build(recording, pipeline) {
      let current = recording;
      let key = JSON.stringify(recording);
      for (const [index, { name, params, enabled }] of pipeline.entries()) {
        if (!enabled) continue;
        key += JSON.stringify([name, params]);
        const input = current;
        current = await atStep(name, index, () =>
          kept(made, key, async () => {
            const args = { recording: input, step: [name, params] };
            return (await pool().query("apply_step", args)) as ExtractorDict; // what applyStepQuery answers
          }),
        );
      }
      return current;
    },
  };
}

/** Every step exists and takes its parameters, also those that are switched off. */
export async function checkSteps(pipeline: Pipeline): Promise<void> {
  for (const [index, { name, params }] of pipeline.entries()) {
    await atStep(name, index, () => parsePipeline([[name, params]]));
  }
}

/** What was made under a key; a failure is forgotten, and the oldest when there are many. */
function kept<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(key);
  const value = known ?? make();
  made.delete(key);
  made.set(key, value);
  if (known === undefined) value.catch(() => made.delete(key));
  const [oldest] = made.keys();
  if (made.size > KEPT && oldest !== undefined) made.delete(oldest);
  return value;
}

async function atStep<T>(step: string, index: number, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isEphysError(error)) throw error;
    const { parameter } = error.details;
    const field = typeof parameter === "string" && parameter !== "" ? { field: parameter } : {};
    const details = { ...error.details, step, index, ...field };
    throw new EphysError(error.code, error.message, details, error);
  }
}
