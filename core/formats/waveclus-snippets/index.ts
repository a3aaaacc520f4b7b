import { z } from "zod";
import { ndArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, isEphysError } from "#core/model/index.ts";
import { describeExtractor } from "#core/recording/index.ts";
import type { Snippets } from "#core/snippets/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile } from "../shared/files.ts";
import {
  isMatFile,
  MAT_HEAD_BYTES,
  matMatrix,
  matNumber,
  matNumbers,
  openMat,
  type MatFile,
  type MatNumbers,
} from "../shared/mat/index.ts";
import { rint } from "../shared/rint.ts";

const SI_CLASS = "spikeinterface.extractors.waveclussnippetstextractors.WaveClusSnippetsExtractor";

const params = z.object({});

/** WaveClus's cut-out waveforms: `spikes` of NAME_spikes.mat or times_NAME.mat, each row channel after channel. */
export const waveclusSnippets = defineFormat({
  id: "waveclus_snippets",
  label: "WaveClus waveforms",
  extensions: ["mat"],
  params,
  detect,
  readers: [{ function: "read_waveclus_snippets", kind: "snippets", path: "file_path" }],
  readSnippets: (path, _given, ctx) => read(path, ctx),
});

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  if (!path.toLowerCase().endsWith(".mat") || !(await isFile(path, ctx))) return undefined;
  try {
    if (!isMatFile(await ctx.fs.readBytes(path, MAT_HEAD_BYTES))) return undefined;
    const { names } = await openMat(path, ctx);
    if (!names.includes("spikes") || !names.includes("par")) return undefined;
    const timesIn = ["index", "cluster_class"].find((name) => names.includes(name));
    if (timesIn === undefined) return undefined;
    const why = `spikes, ${timesIn} and par, which WaveClus saves`;
    // a file with classes is first of all a sorting
    const confidence = timesIn === "index" ? 0.9 : 0.8;
    return { confidence, why, root: path, kinds: ["snippets"] };
  } catch (error) {
    if (isEphysError(error)) return undefined;
    throw error;
  }
}

async function read(path: string, ctx: CoreContext): Promise<Snippets> {
  const file = await openMat(path, ctx);
  const samplingFrequency = await matNumber(file, "par/sr");
  const nbefore = (await matCount(file, "par/w_pre")) - 1;
  const snippetLength = nbefore + (await matCount(file, "par/w_post")) + 1;
  const times = await timesOf(file);
  const frames = times.map((ms) => rint(ms * (samplingFrequency / 1000)));
  const { traces, numChannels } = cutOut(await matMatrix(file, "spikes"), {
    count: times.length,
    snippetLength,
    path,
  });
  const channelIds = Array.from({ length: numChannels }, (_, i) => i);
  return {
    channelIds,
    samplingFrequency,
    nbefore,
    snippetLength,
    segments: [
      { frames, traces: ndArray("float64", [times.length, snippetLength, numChannels], traces) },
    ],
    properties: new Map(),
    dict: describeExtractor({
      siClass: SI_CLASS,
      kwargs: { file_path: path },
      annotations: {},
      properties: new Map(),
    }),
  };
}

async function matCount(file: MatFile, place: string): Promise<number> {
  const value = await matNumber(file, place);
  if (Number.isInteger(value) && value >= 1 && value <= 1e6) return value;
  throw new EphysError("CorruptFile", `${file.path}: ${place} is ${String(value)}`, {
    path: file.path,
  });
}

/** Times in ms: `index`, or the second column of `cluster_class`. */
async function timesOf(file: MatFile): Promise<Float64Array> {
  if (!file.names.includes("cluster_class")) return (await matNumbers(file, "index")).data;
  const { shape, data } = await matMatrix(file, "cluster_class");
  const [rows, columns] = shape;
  if (columns >= 2) return data.slice(rows, 2 * rows);
  throw new EphysError("CorruptFile", `${file.path}: cluster_class is not spikes × 2`, {
    path: file.path,
  });
}

/** [snippet × sample × channel] from rows of channel after channel; the matrix lies column by column. */
function cutOut(
  { shape: [rows, columns], data }: MatNumbers,
  wanted: { readonly count: number; readonly snippetLength: number; readonly path: string },
): { traces: Float64Array; numChannels: number } {
  const { count, snippetLength, path } = wanted;
  const numChannels = columns / snippetLength;
  if (rows !== count || !Number.isInteger(numChannels) || numChannels < 1) {
    throw new EphysError(
      "CorruptFile",
      `${path}: spikes is ${String(rows)} × ${String(columns)}; expected are ${String(count)} rows of a multiple of ${String(snippetLength)} samples (par.w_pre + par.w_post)`,
      { path },
    );
  }
  const traces = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < numChannels; c++) {
      for (let s = 0; s < snippetLength; s++) {
        traces[(i * snippetLength + s) * numChannels + c] =
          data[(c * snippetLength + s) * rows + i];
      }
    }
  }
  return { traces, numChannels };
}
