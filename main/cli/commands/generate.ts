import { InvalidArgumentError, Option, type Command } from "commander";
import { DRIFT_MODES } from "#core/generation/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { generateFolder } from "#main/workbench/index.ts";
import { nonNegativeInteger, positiveInteger, positiveNumber, withReader } from "../arguments.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly duration?: number;
  readonly channels?: number;
  readonly units?: number;
  readonly seed: number;
  readonly drift: string;
  readonly driftRange?: number;
  readonly leastMoved?: number;
  readonly probe?: string;
  readonly hybrid?: string;
  readonly templates?: string;
  readonly noiseOnly?: boolean;
  readonly params?: string;
  readonly stream?: string;
  readonly reader?: string;
  readonly readerParams?: string;
  readonly format: "binary" | "zarr" | "lazy";
}

export function registerGenerate(program: Command): void {
  withReader(
    program
      .command("generate <dir>")
      .description(
        "simulated recording and its spikes; the same seed gives SpikeInterface's samples",
      )
      .option("--duration <s>", "seconds (default 10)", positiveNumber)
      .option("--channels <n>", "channels (default 4)", positiveInteger)
      .option("--units <n>", "units (default 10)", positiveInteger)
      .option("--seed <n>", "seed", nonNegativeInteger, 0)
      .option("--probe <name>", "a probe with its own channels: Neuropixels1-384, Neuronexus-32 …")
      .addOption(
        new Option("--drift <mode>", "how the probe (or, with --hybrid, the added units) moves")
          .choices(["none", ...DRIFT_MODES])
          .default("none"),
      )
      .option(
        "--drift-range <um>",
        "from one end of the motion to the other (default 40)",
        positiveNumber,
      )
      .option(
        "--least-moved <share>",
        "of the motion that the least moved unit feels; 1 = rigid",
        share,
      )
      .addOption(
        new Option("--hybrid <recording>", "put the units into this recording").conflicts([
          ...["duration", "channels", "probe", "noiseOnly"],
        ]),
      )
      .option(
        "--templates <analyzer>",
        "with --hybrid: units of this analyzer, moved along the probe",
      )
      .option("--stream <id>", "of the recording that the units are put into")
      .addOption(new Option("--noise-only", "no units").conflicts(["units", "drift"]))
      .option("--params <file>", "JSON object with any parameter of the simulation; options win")
      .addOption(
        new Option(
          "--format <format>",
          "of the recording; lazy = a .json that computes when it is read",
        )
          .choices(["binary", "zarr", "lazy"])
          .default("binary"),
      ),
  ).action(async (dir: string, options: Options, command: Command) =>
    runCommand(command, async ({ output, bench }) => {
      const { hybrid, templates, params, format, stream, reader, readerParams } = options;
      const made = await generateFolder(
        dir,
        {
          ...{ stream, reader, readerParams, format },
          ...(hybrid !== undefined && { hybrid }),
          ...(templates !== undefined && { templates }),
          ...(params !== undefined && { params }),
          simulation: simulationOf(options),
          given: givenParams(options),
        },
        bench,
      );
      output.result(
        made,
        () => `recording  ${made.recording}\nsorting    ${made.sorting ?? "none: noise alone"}`,
      );
    }),
  );
}

function simulationOf({ hybrid, noiseOnly, drift }: Options) {
  if (hybrid !== undefined) return "hybrid";
  if (noiseOnly === true) return "noise";
  return drift === "none" ? "ground_truth" : "drifting";
}

/** The options as parameters of the simulation; a parameter file fills in what is not said. */
function givenParams(options: Options): JsonObject {
  const kind = simulationOf(options);
  const shaped = kind !== "hybrid";
  const fromFile = options.params !== undefined;
  const pick = (value: number | undefined, initial: number): number | undefined =>
    value ?? (fromFile ? undefined : initial);
  const given = {
    duration_s: shaped ? pick(options.duration, 10) : undefined,
    num_channels: shaped ? pick(options.channels, 4) : undefined,
    probe: options.probe,
    num_units: kind === "noise" ? undefined : pick(options.units, 10),
    drift_mode: options.drift === "none" ? undefined : options.drift,
    drift_range_um: options.driftRange,
    least_moved: options.leastMoved,
    seed: fromFile && options.seed === 0 ? undefined : options.seed,
  };
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said);
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError("It must be a number from 0 to 1.");
  }
  return value;
}
