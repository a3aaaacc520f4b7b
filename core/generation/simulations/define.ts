import type { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import type { DenseTemplates } from "../dense-templates.ts";

/** Channels and samples per segment of what will be made. */
export interface SimulationShape {
  readonly numChannels: number;
  readonly numSamples: readonly number[];
  /** Hz */
  readonly samplingFrequency: number;
  /** of one sample */
  readonly itemBytes: number;
}

export interface Simulated {
  readonly recording: Recording;
  /** the spikes that are in it; undefined = noise alone */
  readonly sorting: Sorting | undefined;
}

/** What a simulation is made from. */
export interface SimulationMaterial {
  /** what spikes are put into, where that is needed */
  readonly recording?: Recording | undefined;
  /** of real units, µV: used in place of generated ones where spikes are put into a recording */
  readonly templates?: DenseTemplates | undefined;
}

/** Context of making: kernels make correlated noise faster. */
export type SimulationContext = Pick<CoreContext, "kernels">;

/** A kind of simulation as a person asks for it: a few numbers with units. */
export interface SimulationDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  readonly name: Name;
  readonly label: string;
  /** one sentence for people */
  readonly summary: string;
  /** whether spikes are put into a recording that is there */
  readonly needsRecording: boolean;
  readonly params: Schema;
  make(
    params: z.output<Schema>,
    ctx: SimulationContext,
    material: SimulationMaterial,
  ): Promise<Simulated>;
  /** without making anything */
  shape(params: z.output<Schema>, recording: Recording | undefined): SimulationShape;
}

export function defineSimulation<const Name extends string, Schema extends z.ZodObject>(
  definition: SimulationDefinition<Name, Schema>,
): SimulationDefinition<Name, Schema> {
  return definition;
}
