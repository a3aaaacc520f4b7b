import { resolve } from "node:path";
import { checkedSimulation, type SimulationName } from "#core/generation/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { openRecording, readParams, type ReadOptions } from "./inputs.ts";
import { outputPlace } from "./places.ts";
import type { Workbench } from "./workbench.ts";

export interface GenerateOptions extends ReadOptions {
  /** what is simulated */
  readonly simulation: SimulationName;
  /** the recording that spikes are put into, for a hybrid one */
  readonly hybrid?: string;
  /** analyzer whose units are put into it, in place of generated ones */
  readonly templates?: string;
  /** parameters of the simulation that were given as options */
  readonly given: JsonObject;
  /** file of more parameters; options win */
  readonly params?: string;
  readonly format: "binary" | "zarr" | "lazy";
}

export interface GeneratedFiles {
  readonly recording: string;
  /** null: noise alone */
  readonly sorting: string | null;
  readonly num_units: number;
  readonly num_spikes: number;
}

/** Python recognises zarr folders by this ending. */
const NAMES = { binary: "recording", zarr: "recording.zarr", lazy: "recording.json" } as const;

/** Writes a simulated recording and the spikes in it into DIR/recording and DIR/sorting. */
export async function generateFolder(
  dir: string,
  options: GenerateOptions,
  bench: Workbench,
): Promise<GeneratedFiles> {
  const { simulation, hybrid, given, format } = options;
  const folder = resolve(dir);
  const more = await readParams(options.params);
  const { params } = checkedSimulation(simulation, { ...more, ...given });
  const parent = hybrid === undefined ? null : await openRecording(hybrid, options, bench);
  const place = outputPlace(resolve(folder, NAMES[format]));
  const sortingPlace = outputPlace(resolve(folder, "sorting"));
  const made = await bench.run("generate", {
    simulation,
    params,
    recording: parent && parent.dict,
    templates: options.templates === undefined ? null : resolve(options.templates),
    format,
    place,
    sortingPlace,
  });
  return {
    recording: place.folder,
    sorting: made.sorting && sortingPlace.folder,
    num_units: made.numUnits,
    num_spikes: made.numSpikes,
  };
}
