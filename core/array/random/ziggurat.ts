import { nextFloat, type BitSource } from "./bit-source.ts";
import {
  EXPONENTIAL_F,
  EXPONENTIAL_F_FLOAT,
  EXPONENTIAL_K,
  EXPONENTIAL_K_FLOAT,
  EXPONENTIAL_R,
  EXPONENTIAL_W,
  EXPONENTIAL_W_FLOAT,
  NORMAL_F,
  NORMAL_F_FLOAT,
  NORMAL_K,
  NORMAL_K_FLOAT,
  NORMAL_R,
  NORMAL_W,
  NORMAL_W_FLOAT,
} from "./ziggurat-tables.ts";

/*
 * Standard normal and exponential draws by the ziggurat method, layer and sign taken from the same word as the
 * magnitude, in NumPy's order of bits. Equal to NumPy bit for bit inside the layers; in the tails (1 draw in 4000) and
 * at the edges the last bit depends on the platform's logarithm.
 */

const NORMAL_INV_R = 0.27366123732975827;
const f32 = Math.fround;
const NORMAL_R_FLOAT = f32(NORMAL_R);
const NORMAL_INV_R_FLOAT = f32(NORMAL_INV_R);
const EXPONENTIAL_R_FLOAT = f32(EXPONENTIAL_R);

/** One standard normal number. */
export function standardNormal(bits: BitSource): number {
  for (;;) {
    bits.next64();
    const low = bits.words[0];
    const high = bits.words[1];
    const layer = low & 0xff;
    // 52 bits above the 8 of the layer and the sign: 23 of the low word, 29 of the high one
    const size = (high & 0x1fffffff) * 8388608 + (low >>> 9);
    const x = (low & 0x100 ? -1 : 1) * (size * NORMAL_W[layer]);
    if (size < NORMAL_K[layer]) return x;
    if (layer === 0) {
      const far = NORMAL_R + normalTail(bits);
      return (low >>> 17) & 1 ? -far : far;
    }
    const edge = (NORMAL_F[layer - 1] - NORMAL_F[layer]) * bits.nextDouble() + NORMAL_F[layer];
    if (edge < Math.exp(-0.5 * x * x)) return x;
  }
}

function normalTail(bits: BitSource): number {
  for (;;) {
    const x = -NORMAL_INV_R * Math.log1p(-bits.nextDouble());
    const y = -Math.log1p(-bits.nextDouble());
    if (y + y > x * x) return x;
  }
}

/** One standard normal number in single precision. */
export function standardNormalFloat(bits: BitSource): number {
  for (;;) {
    const word = bits.nextUint32();
    const layer = word & 0xff;
    const size = word >>> 9;
    const scaled = f32(size * NORMAL_W_FLOAT[layer]);
    const x = word & 0x100 ? -scaled : scaled;
    if (size < NORMAL_K_FLOAT[layer]) return x;
    if (layer === 0) {
      const far = f32(NORMAL_R_FLOAT + normalTailFloat(bits));
      return (size >>> 8) & 1 ? -far : far;
    }
    const step = f32(NORMAL_F_FLOAT[layer - 1] - NORMAL_F_FLOAT[layer]);
    const edge = f32(f32(step * nextFloat(bits)) + NORMAL_F_FLOAT[layer]);
    if (edge < Math.exp(-0.5 * x * x)) return x;
  }
}

function normalTailFloat(bits: BitSource): number {
  for (;;) {
    const x = f32(-NORMAL_INV_R_FLOAT * f32(Math.log1p(-nextFloat(bits))));
    const y = -f32(Math.log1p(-nextFloat(bits)));
    if (f32(y + y) > f32(x * x)) return x;
  }
}

/** One standard exponential number. */
export function standardExponential(bits: BitSource): number {
  for (;;) {
    bits.next64();
    const low = bits.words[0];
    const layer = (low >>> 3) & 0xff;
    const size = bits.words[1] * 2097152 + (low >>> 11);
    const x = size * EXPONENTIAL_W[layer];
    if (size < EXPONENTIAL_K[layer]) return x;
    if (layer === 0) return EXPONENTIAL_R - Math.log1p(-bits.nextDouble());
    const edge =
      (EXPONENTIAL_F[layer - 1] - EXPONENTIAL_F[layer]) * bits.nextDouble() + EXPONENTIAL_F[layer];
    if (edge < Math.exp(-x)) return x;
  }
}

/** One standard exponential number in single precision. */
export function standardExponentialFloat(bits: BitSource): number {
  for (;;) {
    const word = bits.nextUint32();
    const layer = (word >>> 1) & 0xff;
    const size = word >>> 9;
    const x = f32(size * EXPONENTIAL_W_FLOAT[layer]);
    if (size < EXPONENTIAL_K_FLOAT[layer]) return x;
    if (layer === 0) return f32(EXPONENTIAL_R_FLOAT - f32(Math.log1p(-nextFloat(bits))));
    const step = f32(EXPONENTIAL_F_FLOAT[layer - 1] - EXPONENTIAL_F_FLOAT[layer]);
    const edge = f32(f32(step * nextFloat(bits)) + EXPONENTIAL_F_FLOAT[layer]);
    if (edge < f32(Math.exp(-x))) return x;
  }
}
