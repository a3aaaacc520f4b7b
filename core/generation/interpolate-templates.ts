import { sizeOfShape, zeros, type NdArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import {
  INTERPOLATION_METHODS,
  scatteredInterpolator,
  type InterpolationMethod,
} from "./scattered.ts";

/**
 * Templates as they would look from other places (a moved probe, another probe): each sample is interpolated over the
 * plane.
 * @param templates [unit × sample × channel]
 * @param source [channel × 2], µm
 * @param destination [channel × 2] or [motion × channel × 2], µm
 * @returns [unit × sample × channel] or [motion × unit × sample × channel], in the templates' type
 * @throws InvalidParameter for shapes that do not fit or an unknown method
 */
export function interpolateTemplates(
  templates: NdArray,
  source: NdArray,
  destination: NdArray,
  method = "cubic",
): NdArray {
  const [numUnits = 0, numSamples = 0, numChannels = 0] = templates.shape;
  const known = INTERPOLATION_METHODS.find((name) => name === method);
  const problem =
    known === undefined
      ? `interpolation method "${method}" is none of ${INTERPOLATION_METHODS.join(", ")}`
      : destination.shape.length !== 2 && destination.shape.length !== 3
        ? `dest_locations must have 2 or 3 dimensions, not ${String(destination.shape.length)}`
        : templates.shape.length !== 3 || source.shape[0] !== numChannels
          ? "templates must be [unit × sample × channel] with as many channels as source_locations"
          : source.shape[1] !== destination.shape.at(-1)
            ? `source_locations have ${String(source.shape[1])} coordinates, dest_locations ${String(destination.shape.at(-1))}`
            : source.shape[1] !== 2 && known !== "nearest"
              ? `${method} interpolation is between places of the plane, not of ${String(source.shape[1])} coordinates`
              : known === "nearest" && !floats(destination).every(Number.isFinite)
                ? "dest_locations must be finite"
                : undefined;
  if (problem !== undefined) throw new EphysError("InvalidParameter", problem);
  return interpolated(templates, source, destination, known ?? "cubic", [numUnits, numSamples]);
}

function interpolated(
  templates: NdArray,
  source: NdArray,
  destination: NdArray,
  method: InterpolationMethod,
  [numUnits, numSamples]: readonly [number, number],
): NdArray {
  const numChannels = templates.shape[2];
  const placesPerMotion = destination.shape[destination.shape.length - 2];
  const numMotions = destination.shape.length === 3 ? destination.shape[0] : 1;
  const axes = source.shape[1] ?? 2;
  const interpolate = scatteredInterpolator(floats(source), floats(destination), method, axes);
  const motions = destination.shape.length === 3 ? [numMotions] : [];
  const out = zeros(templates.dtype, [...motions, numUnits, numSamples, placesPerMotion]);
  const to = out.data as Float64Array; // numbers, as the templates
  const from = floats(templates);
  const values = new Float64Array(sizeOfShape(destination.shape.slice(0, -1)));
  for (let row = 0; row < numUnits * numSamples; row++) {
    interpolate(from.subarray(row * numChannels, (row + 1) * numChannels), values);
    for (let motion = 0; motion < numMotions; motion++) {
      const start = (motion * numUnits * numSamples + row) * placesPerMotion;
      to.set(values.subarray(motion * placesPerMotion, (motion + 1) * placesPerMotion), start);
    }
  }
  return out;
}

function floats({ data }: NdArray): Float64Array {
  return Float64Array.from(data as ArrayLike<number>);
}
