import { checkedBy, EphysError, type JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type {
  Simulated,
  SimulationContext,
  SimulationDefinition,
  SimulationMaterial,
  SimulationShape,
} from "./define.ts";
import { driftingSimulation } from "./drifting.ts";
import { groundTruthSimulation } from "./ground-truth.ts";
import { hybridSimulation } from "./hybrid.ts";
import { noiseSimulation } from "./noise.ts";

export type {
  Simulated,
  SimulationDefinition,
  SimulationMaterial,
  SimulationShape,
} from "./define.ts";

/** Every kind of simulation. */
export const SIMULATIONS = [
  groundTruthSimulation,
  driftingSimulation,
  hybridSimulation,
  noiseSimulation,
] as const;

export type SimulationName = (typeof SIMULATIONS)[number]["name"];

/** A kind by its name. @throws UnknownName listing the known ones */
export function simulationByName(name: string): SimulationDefinition {
  const known: readonly SimulationDefinition[] = SIMULATIONS;
  const found = known.find((definition) => definition.name === name);
  if (found) return found;
  throw new EphysError(
    "UnknownName",
    `no simulation is called "${name}"; known are ${known.map((d) => d.name).join(", ")}`,
    { name },
  );
}

/**
 * A simulation with its parameters, defaults filled in.
 * @throws InvalidParameter naming each parameter that does not fit
 */
export function checkedSimulation(
  name: string,
  params: JsonObject,
): { readonly definition: SimulationDefinition; readonly params: JsonObject } {
  const definition = simulationByName(name);
  const checked = checkedBy(definition.params, params, definition.label, { simulation: name });
  return { definition, params: checked as JsonObject }; // numbers, texts, null
}

/** Makes a lazy recording and the spikes in it. */
export async function simulate(
  name: string,
  params: JsonObject,
  ctx: SimulationContext,
  material: SimulationMaterial = {},
): Promise<Simulated> {
  const { definition, params: checked } = checkedSimulation(name, params);
  if (material.templates && !definition.needsRecording) {
    throw new EphysError(
      "InvalidParameter",
      `templates are put into a recording; "${name}" makes its own`,
      { parameter: "templates" },
    );
  }
  return definition.make(checked, ctx, material);
}

/** How large a simulation is, without making it. */
export function simulationShape(
  name: string,
  params: JsonObject,
  recording?: Recording,
): SimulationShape {
  const checked = checkedSimulation(name, params);
  return checked.definition.shape(checked.params, recording);
}
