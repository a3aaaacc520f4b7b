import { strFromU8, strToU8 } from "fflate";

/* Text and bytes, without the globals that core may not assume. */

export function utf8FromText(text: string): Uint8Array {
  return strToU8(text);
}

export function textFromUtf8(bytes: Uint8Array): string {
  return strFromU8(bytes);
}

/** One character per byte. */
export function textFromLatin1(bytes: Uint8Array): string {
  return strFromU8(bytes, true);
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64_VALUES = new Map(Array.from(BASE64, (character, value) => [character, value]));

/** The bytes of standard base64; characters outside its alphabet are skipped. */
export function bytesFromBase64(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text) {
    const value = BASE64_VALUES.get(character);
    if (value === undefined) continue;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
      held &= (1 << bits) - 1;
    }
  }
  return Uint8Array.from(bytes);
}
