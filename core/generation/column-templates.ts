import { ndArray, type NdArray } from "#core/array/index.ts";

/** Whether contacts lie in one column, so that nothing can be interpolated across it. */
export function isOneColumn(locations: Float64Array): boolean {
  return locations.every((x, i) => i % 2 === 1 || Math.abs(x - locations[0]) < 1e-6);
}

/**
 * Templates of a one-column probe seen from other depths, linear between the contacts, 0 beyond them. (The reference
 * interpolates over the plane only and refuses such probes.)
 * @param array [unit × sample × channel]
 * @param locations [channel × 2], µm
 * @param places [motion × place × 2], µm; only the depth counts
 * @returns [motion × unit × sample × place]
 */
export function columnTemplates(
  array: NdArray<Float32Array | Float64Array>,
  locations: Float64Array,
  places: NdArray<Float64Array>,
): NdArray<Float32Array | Float64Array> {
  const [numUnits, width, numChannels] = array.shape;
  const [numMotions, numPlaces] = places.shape;
  const rows = numUnits * width;
  const length = numMotions * rows * numPlaces;
  const out =
    array.data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  const order = Int32Array.from({ length: numChannels }, (_, c) => c).sort(
    (a, b) => locations[2 * a + 1] - locations[2 * b + 1],
  );
  const depths = Float64Array.from(order, (c) => locations[2 * c + 1]);
  for (let m = 0; m < numMotions; m++) {
    for (let p = 0; p < numPlaces; p++) {
      const depth = places.data[2 * (m * numPlaces + p) + 1];
      const above = depths.findIndex((d) => d >= depth);
      if (above < 0 || (above === 0 && depths[0] > depth)) continue;
      const below = Math.max(0, above - 1);
      const gap = depths[above] - depths[below];
      const share = gap > 0 ? (depth - depths[below]) / gap : 0;
      for (let row = 0; row < rows; row++) {
        const low = array.data[row * numChannels + order[below]];
        const high = array.data[row * numChannels + order[above]];
        out[(m * rows + row) * numPlaces + p] = low + (high - low) * share;
      }
    }
  }
  return ndArray(array.dtype, [numMotions, numUnits, width, numPlaces], out);
}
