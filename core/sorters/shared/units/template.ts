/** A unit's mean waveform in noise levels. */
export interface UnitTemplate {
  /** channel where it is largest */
  readonly peakChannel: number;
  /** ascending */
  readonly channels: Int32Array;
  /** [sample × channel of `channels`]; the peak lies at sample nbefore */
  readonly data: Float32Array;
  /** spikes it was made from */
  readonly weight: number;
}

/** Largest deflection of each channel, [channel of the template]. */
function channelPeaks({ channels, data }: UnitTemplate): Float32Array {
  const out = new Float32Array(channels.length);
  for (let i = 0; i < data.length; i++) {
    const c = i % channels.length;
    out[c] = Math.max(out[c], Math.abs(data[i]));
  }
  return out;
}

/** Largest deflection, the template's signal to noise ratio. */
export function templateSnr(template: UnitTemplate): number {
  return channelPeaks(template).reduce((most, value) => Math.max(most, value), 0);
}

/** The same template on the channels where it rises above `threshold` noise levels (the peak channel always). */
export function pruneChannels(template: UnitTemplate, threshold: number): UnitTemplate {
  const heights = channelPeaks(template);
  const kept = [...template.channels.keys()].filter(
    (c) => heights[c] >= threshold || template.channels[c] === template.peakChannel,
  );
  return pickTemplateChannels(template, kept);
}

function pickTemplateChannels(template: UnitTemplate, kept: readonly number[]): UnitTemplate {
  const width = template.channels.length;
  const numSamples = template.data.length / width;
  const data = new Float32Array(numSamples * kept.length);
  for (let s = 0; s < numSamples; s++) {
    for (let i = 0; i < kept.length; i++)
      data[s * kept.length + i] = template.data[s * width + kept[i]];
  }
  return { ...template, channels: Int32Array.from(kept, (c) => template.channels[c]), data };
}

export interface TemplateMatch {
  /** cosine of the two at the best lag */
  readonly cosine: number;
  /** ‖a − b‖² / max(‖a‖², ‖b‖²) at the best lag */
  readonly distance: number;
  /** b fits a when b is moved `lag` samples later */
  readonly lag: number;
}

/** How alike two templates are, at the lag within ±maxLag where their difference is smallest. */
export function compareTemplates(a: UnitTemplate, b: UnitTemplate, maxLag: number): TemplateMatch {
  const pairs = sharedColumns(a, b);
  const numSamples = a.data.length / a.channels.length;
  const [energyA, energyB] = [energy(a.data), energy(b.data)];
  let best = { cosine: -1, distance: Infinity, lag: 0 };
  for (let lag = -maxLag; lag <= maxLag; lag++) {
    let dot = 0;
    for (let s = Math.max(0, lag); s < Math.min(numSamples, numSamples + lag); s++) {
      const rowA = s * a.channels.length;
      const rowB = (s - lag) * b.channels.length;
      for (const [ca, cb] of pairs) dot += a.data[rowA + ca] * b.data[rowB + cb];
    }
    const distance = (energyA + energyB - 2 * dot) / Math.max(energyA, energyB);
    if (distance < best.distance) {
      best = { cosine: dot / Math.sqrt(energyA * energyB), distance, lag };
    }
  }
  return best;
}

function energy(data: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i] * data[i];
  return sum;
}

/** Columns of the channels that both templates have. */
function sharedColumns(a: UnitTemplate, b: UnitTemplate): [number, number][] {
  const inB = new Map([...b.channels].map((channel, i) => [channel, i]));
  return [...a.channels].flatMap((channel, i): [number, number][] => {
    const j = inB.get(channel);
    return j === undefined ? [] : [[i, j]];
  });
}
