import type { Fft } from "#core/signal/index.ts";

/** Standard deviation in samples of the Gaussian whose spectrum falls off at `cutoffHz`. */
export function sigmaOf(cutoffHz: number, fs: number): number {
  return fs / (2 * Math.PI * cutoffHz);
}

/** Response of the band at every bin: low-pass times (1 − high-pass's low-pass): [bin]. */
export function gaussianBand(
  fft: Fft,
  freqMin: number | null,
  freqMax: number | null,
  fs: number,
): Float64Array {
  const upper = freqMax === null ? undefined : gaussian(fft, freqMax, fs);
  const lower = freqMin === null ? undefined : gaussian(fft, freqMin, fs);
  return Float64Array.from(
    { length: fft.length },
    (_, k) => (upper?.[k] ?? 1) * (1 - (lower?.[k] ?? 0)),
  );
}

function gaussian(fft: Fft, cutoffHz: number, fs: number): Float64Array {
  // near the Nyquist frequency the sampled Gaussian's spectrum is no Gaussian any more
  return cutoffHz > fs / 8
    ? sampledGaussian(fft, sigmaOf(cutoffHz, fs))
    : idealGaussian(fft, cutoffHz, fs);
}

function idealGaussian({ length }: Fft, cutoffHz: number, fs: number): Float64Array {
  return Float64Array.from({ length }, (_, k) => {
    const bin = 2 * k < length ? k : k - length;
    const x = (bin * fs) / length / cutoffHz;
    return Math.exp((-x * x) / 2);
  });
}

function sampledGaussian(fft: Fft, sigma: number): Float64Array {
  const n = fft.length;
  const limit = roundHalfEven(5 * sigma) + 1;
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  for (let i = 0; i <= 2 * limit && i < n; i++) {
    const x = (i - limit) / sigma;
    re[i] = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI) / sigma;
  }
  fft.forward(re, im);
  return re.map((r, k) => Math.hypot(r, im[k]));
}

/** Python's round. */
function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}
