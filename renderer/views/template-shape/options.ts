/** Where the shape of a waveform on one channel turns; samples from its start, fractions between samples. */
export interface ShapeMarks {
  readonly trough: number;
  readonly peak: number;
  /** left and right end of the trough at half its depth; NaN where the waveform does not come back */
  readonly half: readonly [number, number];
}

/** Trough = lowest sample, peak = highest after it, half width where the trough passes half its depth. */
export function shapeMarks(wave: ArrayLike<number>): ShapeMarks {
  let trough = 0;
  for (let i = 1; i < wave.length; i++) if ((wave[i] ?? 0) < (wave[trough] ?? 0)) trough = i;
  let peak = trough;
  for (let i = trough; i < wave.length; i++) if ((wave[i] ?? 0) > (wave[peak] ?? 0)) peak = i;
  const level = (wave[trough] ?? 0) / 2;
  return {
    trough,
    peak,
    half: [crossing(wave, trough, -1, level), crossing(wave, trough, 1, level)],
  };
}

function crossing(wave: ArrayLike<number>, from: number, step: 1 | -1, level: number): number {
  for (let i = from; i + step >= 0 && i + step < wave.length; i += step) {
    const [here, next] = [wave[i] ?? 0, wave[i + step] ?? 0];
    if (here <= level && next > level) return i + (step * (level - here)) / (next - here || 1);
  }
  return NaN;
}
