import { z } from "zod";
import { defineMatching } from "../define.ts";
import { createTemplateProducts } from "../shared/low-rank.ts";
import { wobbleParameters } from "./params.ts";
import { WobbleSearch } from "./search.ts";
import { wobbleTables } from "./tables.ts";

/** Frames of context, the reference's fixed number. */
const MARGIN_FRAMES = 300;

/** Templates moved by parts of a sample and scaled, taken out of a running objective. */
export const wobble = defineMatching({
  name: "wobble",
  label: "Wobble",
  summary: "Templates moved by parts of a sample and scaled, best explanations first.",
  params: z.strictObject({
    parameters: wobbleParameters
      .prefault({})
      .describe("How spikes are found.")
      .meta({ label: "Search" }),
    engine: z.string().default("numpy").describe("The reference's library; not used here."),
    torch_device: z
      .string()
      .nullable()
      .default("cpu")
      .describe("The reference's device; not used here."),
    shared_memory: z.boolean().default(true).describe("Tables are always shared here."),
  }),
  needsNoiseLevels: false,
  prepare: ({ parameters }, { templates }) => wobbleTables(templates, parameters),
  createMatcher({ parameters }, { templates }, tables, kernels) {
    const { numUnits, numSamples, numChannels, nbefore } = templates;
    const products = createTemplateProducts(tables.parts, kernels);
    const pad = numSamples - 1;
    return {
      margin: MARGIN_FRAMES,
      match(traces, numFrames) {
        const padded = new Float32Array((numFrames + 2 * pad) * numChannels);
        padded.set(traces, pad * numChannels);
        const objective = new Float32Array((numFrames + pad) * numUnits);
        products(padded, numFrames + 2 * pad, objective);
        const spikes = new WobbleSearch(objective, tables, parameters)
          .run()
          .map(({ start, template }) => ({ frame: start + nbefore, template }))
          .filter(({ frame }) => frame >= 0 && frame < numFrames);
        const channel = spikes.map(({ frame }) => largestChannel(traces, frame, numChannels));
        return {
          frame: spikes.map(({ frame }) => frame),
          channel,
          cluster: spikes.map(({ template }) => template),
          amplitude: spikes.map(({ frame }, i) =>
            Math.abs(traces[frame * numChannels + channel[i]]),
          ),
        };
      },
    };
  },
});

function largestChannel(traces: Float32Array, frame: number, numChannels: number): number {
  let best = 0;
  for (let c = 1; c < numChannels; c++) {
    const at = frame * numChannels;
    if (Math.abs(traces[at + c]) > Math.abs(traces[at + best])) best = c;
  }
  return best;
}
