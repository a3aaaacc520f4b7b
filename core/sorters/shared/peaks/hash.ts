/**
 * A number in [0, 1) that depends on nothing but its arguments: chunks may be worked on in any order and by any number
 * of workers and still draw alike. (Integer mixing of murmur3's finaliser.)
 */
export function hashUnit(seed: number, a: number, b: number, c: number): number {
  let h = mix(seed | 0, a | 0);
  h = mix(h, Math.floor(b / 4294967296) | 0);
  h = mix(h, b | 0);
  h = mix(h, c | 0);
  return (h >>> 0) / 4294967296;
}

function mix(state: number, value: number): number {
  let h = (state ^ Math.imul(value, 0x9e3779b1)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
