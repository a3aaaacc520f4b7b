import { encodeFrame } from "#contract/index.ts";
import { isStructured, toFloat64, type NdArray, type StructuredArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { displacementAt, motionFromDict } from "#core/motion/index.ts";
import { loadMotionInfo } from "#core/preprocessing/index.ts";
import { motionFolder } from "#main/services/motions/motion-folder.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";

const MAX_PEAKS = 200_000;

/** A motion and some of the peaks that it was seen by, where they were found and where it moves them. */
export async function motionFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const folder = motionFolder(ctx, query.count("motion", 1));
  const info = await loadMotionInfo(folder, ctx.tasks);
  if (info.motion === null) {
    throw new EphysError("MissingSibling", `${folder} holds no motion`, { path: folder });
  }
  const motion = motionFromDict(info.motion);
  const most = Math.min(MAX_PEAKS, query.count("max", 1, MAX_PEAKS));
  const { timesS, depthsUm, amplitudes, total } = peaksOf(info, motion.direction, most);
  const moved = displacementAt(motion, timesS, depthsUm, 0);
  const [times, displacement] = [motion.temporalBinsS[0], motion.displacement[0]];
  const named = (name: string, data: Float32Array | Float64Array, unit: string | null) => ({
    name,
    shape: [data.length],
    unit,
    data,
  });
  return encodeFrame(
    [
      named("timesS", Float32Array.from(timesS), "s"),
      named("depthsUm", Float32Array.from(depthsUm), "µm"),
      named(
        "correctedUm",
        Float32Array.from(depthsUm, (depth, i) => depth - (moved[i] ?? 0)),
        "µm",
      ),
      named("amplitudes", Float32Array.from(amplitudes, Math.abs), null),
      named("temporalBinsS", Float64Array.from(times ?? []), "s"),
      named("spatialBinsUm", Float64Array.from(motion.spatialBinsUm), "µm"),
      named("displacementUm", Float32Array.from(displacement ?? []), "µm"),
    ],
    { total, direction: motion.direction },
  );
}

interface SomePeaks {
  readonly timesS: Float64Array;
  readonly depthsUm: Float64Array;
  readonly amplitudes: Float64Array;
  readonly total: number;
}

/** Every nth peak, at most `most`; none where the folder keeps none. */
function peaksOf(
  info: Awaited<ReturnType<typeof loadMotionInfo>>,
  direction: string,
  most: number,
): SomePeaks {
  const { peaks, peak_locations: locations, parameters } = info;
  const none = new Float64Array();
  const nothing = { timesS: none, depthsUm: none, amplitudes: none, total: 0 };
  if (!isRecords(peaks) || !isRecords(locations)) return nothing;
  const rate = samplingFrequencyOf(parameters);
  const column = (table: StructuredArray, name: string): Float64Array => {
    const found = table.columns[name];
    return found === undefined ? none : toFloat64(found);
  };
  const samples = column(peaks, "sample_index");
  const depths = column(locations, direction);
  const amplitudes = column(peaks, "amplitude");
  const total = samples.length;
  if (rate === undefined || depths.length !== total) return { ...nothing, total };
  const stride = Math.max(1, Math.ceil(total / most));
  const some = (values: Float64Array): Float64Array => values.filter((_, i) => i % stride === 0);
  return {
    timesS: some(samples).map((sample) => sample / rate),
    depthsUm: some(depths),
    amplitudes: some(amplitudes),
    total,
  };
}

function isRecords(array: StructuredArray | NdArray | null): array is StructuredArray {
  return array !== null && isStructured(array);
}

function samplingFrequencyOf(parameters: unknown): number | undefined {
  if (typeof parameters !== "object" || parameters === null) return undefined;
  const rate = (parameters as Readonly<Record<string, unknown>>)["sampling_frequency"];
  return typeof rate === "number" && rate > 0 ? rate : undefined;
}
