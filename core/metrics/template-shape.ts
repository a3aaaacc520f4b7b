/*
 * Numbers of one template channel's shape (template_metrics of SpikeInterface 0.103) and the peaks that
 * scipy.signal.find_peaks finds for a height and a width.
 */

/** Positions in a template of one channel. */
export interface Landmarks {
  readonly trough: number;
  readonly peak: number;
}

/** Trough and the largest sample after it; NaN wins as in NumPy. */
export function troughAndPeak(template: Float64Array): Landmarks {
  const first = (from: number, isBetter: (a: number, b: number) => boolean): number => {
    let best = from;
    for (let i = from; i < template.length && !Number.isNaN(template[best]); i++) {
      if (Number.isNaN(template[i]) || isBetter(template[i], template[best])) best = i;
    }
    return best;
  };
  const trough = first(0, (a, b) => a < b);
  return { trough, peak: first(trough, (a, b) => a > b) };
}

/** Samples below half the trough, first to last, in seconds; NaN where the template starts below. */
export function halfWidth(
  template: Float64Array,
  samplingFrequency: number,
  trough: number,
  peak: number,
): number {
  if (peak === 0) return NaN;
  const threshold = 0.5 * template[trough];
  const before = template.subarray(0, trough).findIndex((value) => value < threshold);
  const after = template.subarray(trough).findLastIndex((value) => value < threshold);
  if (before < 0 || after < 0) return NaN;
  return (after + 1 + trough - (before - 1)) / samplingFrequency;
}

/** Slope from the trough back to zero, per second; NaN when it returns at once or never. */
export function repolarizationSlope(
  template: Float64Array,
  samplingFrequency: number,
  trough: number,
): number {
  if (trough === 0) return NaN;
  const back = template.subarray(trough).findIndex((value) => value >= 0);
  if (back < 3) return NaN;
  return slope(template.subarray(trough, trough + back), samplingFrequency);
}

/** Slope over a window after the peak, per second. */
export function recoverySlope(
  template: Float64Array,
  samplingFrequency: number,
  peak: number,
  windowMs: number,
): number {
  if (peak === 0) return NaN;
  const end = Math.min(Math.trunc(peak + (windowMs / 1000) * samplingFrequency), template.length);
  return slope(template.subarray(peak, end), samplingFrequency);
}

/** Least-squares slope of samples over time. */
function slope(values: Float64Array, samplingFrequency: number): number {
  const n = values.length;
  const centre = (n - 1) / 2;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  let crossed = 0;
  let squared = 0;
  for (let i = 0; i < n; i++) {
    crossed += (i - centre) * (values[i] - mean);
    squared += (i - centre) ** 2;
  }
  return (crossed / squared) * samplingFrequency;
}

/** How many peaks reach a share of the largest absolute value and a width at half their prominence. */
export function countPeaks(
  template: Float64Array,
  relativeThreshold: number,
  widthSamples: number,
): number {
  const height =
    relativeThreshold * template.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return localMaxima(template).filter(
    (peak) => template[peak] >= height && peakWidth(template, peak) >= widthSamples,
  ).length;
}

/** Samples above both neighbours; the middle of a plateau. Ends do not count. */
function localMaxima(x: Float64Array): number[] {
  const peaks: number[] = [];
  for (let i = 1; i < x.length - 1; i++) {
    if (!(x[i - 1] < x[i])) continue;
    let ahead = i + 1;
    while (ahead < x.length - 1 && x[ahead] === x[i]) ahead++;
    if (x[ahead] < x[i]) {
      peaks.push(Math.floor((i + ahead - 1) / 2));
      i = ahead - 1;
    }
  }
  return peaks;
}

/** Width at half prominence, in samples, interpolated. */
function peakWidth(x: Float64Array, peak: number): number {
  const left = base(x, peak, -1);
  const right = base(x, peak, 1);
  const prominence = x[peak] - Math.max(x[left], x[right]);
  const height = x[peak] - prominence * 0.5;
  return crossing(x, peak, right, height, 1) - crossing(x, peak, left, height, -1);
}

/** The lowest sample on one side before the signal rises above the peak. */
function base(x: Float64Array, peak: number, step: 1 | -1): number {
  let lowest = peak;
  for (let i = peak; i >= 0 && i < x.length && x[i] <= x[peak]; i += step) {
    if (x[i] < x[lowest]) lowest = i;
  }
  return lowest;
}

/** Where the signal falls through a height on one side of the peak. */
function crossing(
  x: Float64Array,
  peak: number,
  limit: number,
  height: number,
  step: 1 | -1,
): number {
  let i = peak;
  while (i !== limit && height < x[i]) i += step;
  return x[i] < height ? i - step * ((height - x[i]) / (x[i - step] - x[i])) : i;
}
