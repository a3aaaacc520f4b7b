import type { DetectionPlan } from "#core/sorting-components/index.ts";
import { templateChannels, templateData, type PackedTemplates } from "./packed-templates.ts";

/** Samples of a template that are looked at first. */
const CORE_SAMPLES = 160;

/** Samples of a template and where they lie. */
export interface TemplateSamples {
  readonly data: Float32Array;
  /** [sample], distance from the template's first row, channel 0 in the residual */
  readonly offsets: Int32Array;
  readonly energy: number;
}

/** A template prepared for products with a residual of all channels. */
export interface PeelTemplate {
  readonly peakChannel: number;
  readonly channels: Int32Array;
  /** all samples, [sample × channel of `channels`] */
  readonly whole: TemplateSamples;
  /** the strongest ones */
  readonly core: TemplateSamples;
  /** [sample × channel of `channels`], change per sample of time */
  readonly derivative: Float32Array;
  readonly derivativeEnergy: number;
  /** per channel of the recording, row of the template where that channel peaks, or −1 */
  readonly peakRows: Int32Array;
  /** per channel of the recording, how far it deflects there */
  readonly peakSizes: Float32Array;
}

/** Prepares one unit's template. */
export function peelTemplate(
  packed: PackedTemplates,
  unit: number,
  numChannels: number,
  sign: DetectionPlan["sign"],
): PeelTemplate {
  const channels = templateChannels(packed, unit);
  const data = templateData(packed, unit);
  const width = channels.length;
  const derivative = new Float32Array(data.length);
  const offsets = new Int32Array(data.length);
  const peakRows = new Int32Array(numChannels).fill(-1);
  const peakSizes = new Float32Array(numChannels);
  let energy = 0;
  let derivativeEnergy = 0;
  for (let c = 0; c < width; c++) {
    let extreme = 0;
    for (let s = 0; s < packed.numSamples; s++) {
      const i = s * width + c;
      const previous = s > 0 ? data[i - width] : 0;
      const next = s + 1 < packed.numSamples ? data[i + width] : 0;
      derivative[i] = (next - previous) / 2;
      offsets[i] = s * numChannels + channels[c];
      energy += data[i] * data[i];
      derivativeEnergy += derivative[i] * derivative[i];
      const size = sign === "neg" ? -data[i] : sign === "pos" ? data[i] : Math.abs(data[i]);
      if (size > extreme) {
        extreme = size;
        peakRows[channels[c]] = s;
        peakSizes[channels[c]] = size;
      }
    }
  }
  const whole = { data, offsets, energy };
  return {
    peakChannel: packed.peakChannels[unit],
    channels,
    whole,
    core: strongestSamples(whole),
    derivative,
    derivativeEnergy,
    peakRows,
    peakSizes,
  };
}

function strongestSamples({ data, offsets }: TemplateSamples): TemplateSamples {
  const order = Int32Array.from(data.keys()).sort(
    (a, b) => Math.abs(data[b]) - Math.abs(data[a]) || a - b,
  );
  // in the order of the traces, which the processor reads ahead
  const kept = order.subarray(0, CORE_SAMPLES).sort();
  const core = Float32Array.from(kept, (i) => data[i]);
  return {
    data: core,
    offsets: Int32Array.from(kept, (i) => offsets[i]),
    energy: core.reduce((sum, value) => sum + value * value, 0),
  };
}
