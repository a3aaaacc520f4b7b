/** Two templates [sample × channel], each where it begins among many. */
export interface TemplatePair {
  readonly first: ArrayLike<number>;
  readonly firstAt: number;
  readonly second: ArrayLike<number>;
  readonly secondAt: number;
  readonly numSamples: number;
  readonly numChannels: number;
}

/** "cosine": angle; "l1", "l2": normed difference */
export type TemplateDistanceMethod = "cosine" | "l1" | "l2";

/**
 * Distance of two templates on some channels, the second one moved by `shift` samples; `numShifts` samples are left out at
 * both ends, so that every shift compares as many. 0 for equal shapes; NaN where both are 0 everywhere. Sums are float64.
 */
export function templateDistance(
  { first, firstAt, second, secondAt, numSamples, numChannels }: TemplatePair,
  channels: ArrayLike<number>,
  shift: number,
  { method, numShifts }: { readonly method: TemplateDistanceMethod; readonly numShifts: number },
): number {
  const count = channels.length;
  let norm1 = 0;
  let norm2 = 0;
  let sum = 0;
  for (let s = numShifts; s < numSamples - numShifts; s++) {
    const at1 = firstAt + s * numChannels;
    const at2 = secondAt + (s + shift) * numChannels;
    if (method === "l1") {
      for (let k = 0; k < count; k++) {
        const a = first[at1 + channels[k]];
        const b = second[at2 + channels[k]];
        norm1 += Math.abs(a);
        norm2 += Math.abs(b);
        sum += Math.abs(a - b);
      }
    } else {
      const crossed = method === "cosine";
      for (let k = 0; k < count; k++) {
        const a = first[at1 + channels[k]];
        const b = second[at2 + channels[k]];
        norm1 += a * a;
        norm2 += b * b;
        sum += crossed ? a * b : (a - b) * (a - b);
      }
    }
  }
  return distanceOfSums(method, sum, norm1, norm2);
}

/**
 * The distance of two templates from sums over their samples.
 * @param sum of products ("cosine"), of absolute differences ("l1") or of squared ones ("l2")
 * @param norm1 of the first one's absolute values ("l1") or squares
 */
export function distanceOfSums(
  method: TemplateDistanceMethod,
  sum: number,
  norm1: number,
  norm2: number,
): number {
  if (method === "l1") return sum / (norm1 + norm2);
  if (method === "l2") return Math.sqrt(sum) / (Math.sqrt(norm1) + Math.sqrt(norm2));
  return 1 - sum / (Math.sqrt(norm1) * Math.sqrt(norm2));
}
