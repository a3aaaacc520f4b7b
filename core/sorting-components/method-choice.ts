import type { z } from "zod";
import { checkedBy, EphysError, type JsonObject } from "#core/model/index.ts";

/** A method by name with its own parameters, as SpikeInterface's `method` and `method_kwargs`. */
export interface MethodChoice {
  readonly method: string;
  readonly params?: JsonObject;
}

interface Definition {
  readonly name: string;
  readonly params: z.ZodObject;
}

/**
 * The method called so and its parameters with defaults filled in.
 * @param family what the methods do, for the message, e.g. "peak detection"
 */
export function resolveMethod<D extends Definition>(
  methods: readonly D[],
  choice: MethodChoice,
  family: string,
): { readonly definition: D; readonly params: Record<string, unknown> } {
  const definition = methods.find((candidate) => candidate.name === choice.method);
  if (definition === undefined) {
    const known = methods.map((method) => method.name).join(", ");
    throw new EphysError(
      "UnknownName",
      `no ${family} method is called "${choice.method}"; there are ${known}`,
      { name: choice.method },
    );
  }
  const { method, params = {} } = choice;
  return { definition, params: checkedBy(definition.params, params, method, { method }) };
}
