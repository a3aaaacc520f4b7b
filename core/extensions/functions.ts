import { z } from "zod";
import { loadAnalyzer, savedExtensionNames } from "#core/analyzer/index.ts";
import { ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { SCALING_FUNCTIONS } from "./amplitude-scalings/functions.ts";
import { array, numbers } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { addCorrelograms } from "./correlogram-counts.ts";
import { overlappingShift, type WaveformSet } from "./distribution-overlap.ts";
import { registeredExtension } from "./registry.ts";

/* SpikeInterface's functions of the analyzer and its extensions by their dotted names. */

const ANALYZER = "spikeinterface.core.sortinganalyzer";

const defaultParams = defineFunction({
  name: `${ANALYZER}.get_default_analyzer_extension_params`,
  params: z.object({ extension_name: z.string() }),
  run: ({ extension_name }) => registeredExtension(extension_name).defaults,
});

const extensionClass = defineFunction({
  name: `${ANALYZER}.get_extension_class`,
  params: z.object({ extension_name: z.string(), auto_import: z.boolean().default(true) }),
  run({ extension_name, auto_import }) {
    const entry = registeredExtension(extension_name);
    if (!auto_import && !entry.module.startsWith("spikeinterface.core.")) {
      throw new EphysError(
        "UnknownName",
        `extension "${extension_name}" is only registered once its module is imported; call with auto_import`,
        { name: extension_name },
      );
    }
    return {
      extension_name: entry.name,
      class_name: entry.className,
      module: entry.module,
      depend_on: entry.dependsOn,
      need_recording: entry.needRecording,
      use_nodepipeline: entry.useNodePipeline,
      need_job_kwargs: entry.needJobKwargs,
    };
  },
});

const load = defineFunction({
  name: `${ANALYZER}.load_sorting_analyzer`,
  params: z.object({
    folder: z.string(),
    load_extensions: z.boolean().default(true),
    format: z.enum(["auto", "binary_folder", "zarr"]).default("auto"),
    backend_options: z.record(z.string(), z.unknown()).nullable().default(null),
  }),
  async run({ folder, load_extensions, format }, ctx) {
    const analyzer = await loadAnalyzer(folder, ctx, { loadExtensions: load_extensions });
    if (format !== "auto" && format !== analyzer.format) {
      throw new EphysError(
        "FormatNotRecognised",
        `${folder} is an analyzer of format ${analyzer.format}, not ${format}`,
        { path: folder },
      );
    }
    const { sparsity } = analyzer;
    const data = [...analyzer.extensions.values()].flatMap((extension) =>
      [...extension.data].flatMap(([name, value]) =>
        value.kind === "array" ? [[`${extension.name}.${name}`, value.array] as const] : [],
      ),
    );
    return {
      $analyzer: {
        unit_ids: analyzer.sorting.unitIds,
        channel_ids: analyzer.attributes.channelIds,
        sparsity:
          sparsity === undefined
            ? null
            : ndArray("bool", [sparsity.numUnits, sparsity.numChannels], sparsity.mask),
        extensions: [...analyzer.extensions.keys()].sort(),
        saved_extensions: await savedExtensionNames(folder, ctx),
        sampling_frequency: analyzer.attributes.samplingFrequency,
        num_samples: analyzer.attributes.numSamples,
        format: analyzer.format,
        data: Object.fromEntries(data),
      },
    };
  },
});

const correlogram = defineFunction({
  name: "spikeinterface.postprocessing.correlograms.correlogram_for_one_segment",
  params: z.object({
    spike_times: numbers(),
    spike_unit_indices: numbers(),
    window_size: z.int().nonnegative(),
    bin_size: z.int().positive(),
  }),
  run({ spike_times, spike_unit_indices, window_size, bin_size }, { kernels }) {
    const numUnits = new Set(spike_unit_indices).size;
    if (spike_times.length !== spike_unit_indices.length) {
      throw new EphysError(
        "InvalidParameter",
        "spike_times and spike_unit_indices differ in length",
      );
    }
    const wrong = spike_unit_indices.find((unit) => unit < 0 || unit >= numUnits);
    if (wrong !== undefined) {
      throw new EphysError(
        "InvalidParameter",
        `unit index ${String(wrong)} with ${String(numUnits)} units: indices must run from 0 without gaps`,
        { unitIndex: wrong },
      );
    }
    const half = Math.floor(window_size / bin_size);
    const counts = new Float64Array(numUnits * numUnits * 2 * half);
    if (half > 0) {
      const shape = { numUnits, binFrames: bin_size, numHalfBins: half };
      addCorrelograms(spike_times, spike_unit_indices, shape, counts, kernels);
    }
    return ndArray("int64", [numUnits, numUnits, 2 * half], counts);
  },
});

const equalTemplates = defineFunction({
  name: "spikeinterface.postprocessing.template_similarity.check_equal_template_with_distribution_overlap",
  params: z.object({
    waveforms0: array(),
    waveforms1: array(),
    template0: array().nullable().default(null),
    template1: array().nullable().default(null),
    num_shift: z.int().nonnegative().default(2),
    quantile_limit: z.number().min(0).max(1).default(0.8),
    return_shift: z.boolean().default(false),
  }),
  run({ waveforms0, waveforms1, template0, template1, ...options }) {
    for (const template of [template0, template1]) {
      if (template !== null && !template.dtype.startsWith("float")) {
        throw new EphysError("InvalidParameter", "templates must be floating point numbers");
      }
    }
    const shift = overlappingShift(
      waveformSet(waveforms0),
      waveformSet(waveforms1),
      template0 === null ? undefined : toFloat64(template0),
      template1 === null ? undefined : toFloat64(template1),
      options.num_shift,
      options.quantile_limit,
    );
    const equal = shift !== undefined;
    return options.return_shift ? [equal, shift ?? null] : equal;
  },
});

function waveformSet(waveforms: NdArray): WaveformSet {
  const [numSpikes, numSamples, numChannels] = waveforms.shape;
  if (numSpikes === undefined || numSamples === undefined || numChannels === undefined) {
    throw new EphysError("InvalidParameter", "waveforms must be spikes × samples × channels");
  }
  return { data: toFloat64(waveforms), numSpikes, numSamples, numChannels };
}

/** Functions of the analyzer and its extensions. */
export const FUNCTIONS = [
  defaultParams,
  extensionClass,
  load,
  correlogram,
  equalTemplates,
  ...SCALING_FUNCTIONS,
] as const;
