/*
 * Motion by aligning histograms of spike counts with their own mean, as in Kilosort 2.5: whole bins for the whole probe
 * first, then parts of a bin for each window.
 * Reference: SpikeInterface 0.103.2 sortingcomponents/motion/iterative_template.py.
 */
import { gaussianSmooth } from "#core/stats/index.ts";
import { EphysError } from "#core/model/index.ts";

/** Spike counts: [time × depth × amplitude]. */
export interface CountImages {
  readonly numTimes: number;
  readonly numDepths: number;
  readonly numAmplitudes: number;
  readonly counts: Float64Array;
}

export interface TemplateOptions {
  /** bins that are searched on either side for the whole probe */
  readonly numShiftsGlobal: number;
  readonly numIterations: number;
  /** bins that are searched on either side for each window */
  readonly numShiftsBlock: number;
  /** in bins, windows and shifts */
  readonly smoothingSigma: number;
  readonly krigingSigma: number;
  readonly krigingP: number;
  readonly krigingD: number;
}

export interface TemplateRegistration {
  /** [time × window], bins to shift by; a tenth of a bin is the step */
  readonly shifts: Float64Array;
  /** [depth × amplitude]: the mean of the aligned images */
  readonly target: Float64Array;
  /** [shift × time × window] */
  readonly covariances: Float64Array;
}

/**
 * Aligns count images.
 * @param windows per window, [depth]
 * @throws InvalidParameter for no images, no iteration, a window without weights or one that is longer than the images
 */
export function registerByTemplate(
  images: CountImages,
  windows: readonly Float64Array[],
  options: TemplateOptions,
): TemplateRegistration {
  const { numTimes } = images;
  if (images.counts.length === 0) throw wrong("spikecounts_hist_images", "holds no counts");
  if (options.numIterations < 1) throw wrong("num_iterations", "must be at least 1");
  const aligned = centered(images);
  const { target, shifts: whole } = alignWhole(images, aligned, options);
  const covariances = windowCovariances(images, aligned, target, windows, options.numShiftsBlock);
  const smooth = smoothCovariances(covariances, numTimes, windows.length, options);
  const fine = fineShifts(smooth, numTimes * windows.length, options);
  const shifts = fine.map((shift, at) => whole[Math.floor(at / windows.length)] + shift);
  return { shifts, target, covariances };
}

/** Images less their mean over depth: [time × depth × amplitude]. */
function centered({ numTimes, numDepths, numAmplitudes, counts }: CountImages): Float64Array {
  const out = counts.slice();
  const size = numDepths * numAmplitudes;
  for (let t = 0; t < numTimes; t++) {
    for (let a = 0; a < numAmplitudes; a++) {
      let sum = 0;
      for (let i = t * size + a; i < (t + 1) * size; i += numAmplitudes) sum += counts[i];
      for (let i = t * size + a; i < (t + 1) * size; i += numAmplitudes) out[i] -= sum / numDepths;
    }
  }
  return out;
}

/** Moves every image by whole bins towards the mean of all, again and again; images are moved in place. */
function alignWhole(
  { numTimes, numDepths, numAmplitudes }: CountImages,
  aligned: Float64Array,
  { numShiftsGlobal, numIterations }: TemplateOptions,
): { readonly target: Float64Array; readonly shifts: Float64Array } {
  const size = numDepths * numAmplitudes;
  const middle = Math.max(0, Math.floor(numTimes / 2) - 1);
  const target = aligned.slice(middle * size, (middle + 1) * size);
  const shifts = new Float64Array(numTimes);
  for (let iteration = 0; iteration + 1 < numIterations; iteration++) {
    for (let t = 0; t < numTimes; t++) {
      const image = aligned.subarray(t * size, (t + 1) * size);
      const covariances = Float64Array.from({ length: 2 * numShiftsGlobal + 1 }, (_, s) =>
        rolledProduct(image, target, (s - numShiftsGlobal) * numAmplitudes),
      );
      const shift = firstLargest(covariances) - numShiftsGlobal;
      roll(image, shift * numAmplitudes);
      shifts[t] += shift;
    }
    target.fill(0);
    for (let i = 0; i < aligned.length; i++) target[i % size] += aligned[i];
    for (let i = 0; i < size; i++) target[i] /= numTimes;
  }
  return { target, shifts };
}

/** Covariance of every window of every image with the target at each shift: [shift × time × window]. */
function windowCovariances(
  { numTimes, numDepths, numAmplitudes }: CountImages,
  aligned: Float64Array,
  target: Float64Array,
  windows: readonly Float64Array[],
  reach: number,
): Float64Array {
  const size = numDepths * numAmplitudes;
  const out = new Float64Array((2 * reach + 1) * numTimes * windows.length);
  for (const [w, window] of windows.entries()) {
    const first = window.findIndex((v) => v > 1e-5);
    // the last bin of a window is left out, as in the reference
    const last = window.findLastIndex((v) => v > 1e-5);
    if (first < 0) throw wrong("non_rigid_windows", `window ${String(w)} has no weight above 1e-5`);
    if (last > numDepths) {
      throw wrong("non_rigid_windows", `window ${String(w)} is longer than the images' depths`);
    }
    const taper = (values: Float64Array): Float64Array =>
      values.map((v, i) => v * window[first + Math.floor(i / numAmplitudes)]);
    const tapered = taper(target.subarray(first * numAmplitudes, last * numAmplitudes));
    for (let t = 0; t < numTimes; t++) {
      const from = t * size;
      const image = taper(
        aligned.subarray(from + first * numAmplitudes, from + last * numAmplitudes),
      );
      for (let s = 0; s <= 2 * reach; s++) {
        const sum = rolledProduct(image, tapered, (s - reach) * numAmplitudes);
        out[(s * numTimes + t) * windows.length + w] = sum / image.length;
      }
    }
  }
  return out;
}

/** Smooths over time, windows and shifts. */
function smoothCovariances(
  covariances: Float64Array,
  numTimes: number,
  numWindows: number,
  { smoothingSigma, numShiftsBlock }: TemplateOptions,
): Float64Array {
  if (smoothingSigma === 0 || Math.trunc(4 * smoothingSigma + 0.5) < 0) {
    throw wrong("smoothing_sigma", `${String(smoothingSigma)} is not positive`);
  }
  const out = covariances.slice();
  const plane = numTimes * numWindows;
  const numShifts = 2 * numShiftsBlock + 1;
  if (smoothingSigma > 1e-15) {
    for (let s = 0; s < numShifts; s++) {
      const from = s * plane;
      for (let w = 0; w < numWindows; w++) {
        smoothAlong(out, { from: from + w, stride: numWindows, count: numTimes }, smoothingSigma);
      }
      for (let t = 0; t < numTimes; t++) {
        const row = { from: from + t * numWindows, stride: 1, count: numWindows };
        smoothAlong(out, row, smoothingSigma);
      }
    }
  }
  for (let at = 0; at < plane; at++) {
    smoothAlong(out, { from: at, stride: plane, count: numShifts }, smoothingSigma);
  }
  return out;
}

interface Line {
  readonly from: number;
  readonly stride: number;
  readonly count: number;
}

function smoothAlong(values: Float64Array, { from, stride, count }: Line, sigma: number): void {
  const line = Float64Array.from({ length: count }, (_, i) => values[from + i * stride]);
  const smooth = gaussianSmooth(line, sigma);
  for (let i = 0; i < count; i++) values[from + i * stride] = smooth[i];
}

/** The shift, to a tenth of a bin, with the highest covariance between shifts (kriging): [column]. */
function fineShifts(
  covariances: Float64Array,
  numColumns: number,
  { numShiftsBlock: reach, krigingSigma, krigingP, krigingD }: TemplateOptions,
): Float64Array {
  const numFine = 20 * reach + 1;
  const places = Float64Array.from({ length: numFine }, (_, k) =>
    k === numFine - 1 ? reach : k * ((2 * reach) / (numFine - 1)) - reach,
  );
  const numShifts = 2 * reach + 1;
  const kernel = Float64Array.from({ length: numFine * numShifts }, (_, at) => {
    const distance = Math.abs((at % numShifts) - reach - places[Math.floor(at / numShifts)]);
    return Math.exp(-((distance / krigingSigma) ** krigingP) / krigingD);
  });
  const fine = new Float64Array(numFine);
  return Float64Array.from({ length: numColumns }, (_, column) => {
    for (let k = 0; k < numFine; k++) {
      fine[k] = 0;
      for (let s = 0; s < numShifts; s++) {
        fine[k] += kernel[k * numShifts + s] * covariances[s * numColumns + column];
      }
    }
    return places[firstLargest(fine)];
  });
}

/** Σ rolled(image)·target, where rolled[i] = image[i − shift] around the end. */
function rolledProduct(image: Float64Array, target: Float64Array, shift: number): number {
  const n = image.length;
  const from = ((-shift % n) + n) % n || 0;
  let sum = 0;
  for (let i = 0; i < n - from; i++) sum += image[from + i] * target[i];
  for (let i = n - from; i < n; i++) sum += image[from + i - n] * target[i];
  return sum;
}

function roll(image: Float64Array, shift: number): void {
  const n = image.length;
  const by = ((shift % n) + n) % n;
  const tail = image.slice(n - by);
  image.copyWithin(by, 0, n - by);
  image.set(tail);
}

/** Index of the first largest value; of the first NaN where there is one. */
function firstLargest(values: Float64Array): number {
  let best = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return i;
    if (values[i] > values[best]) best = i;
  }
  return best;
}

function wrong(parameter: string, what: string): EphysError {
  return new EphysError("InvalidParameter", `${parameter} ${what}`, { parameter });
}
