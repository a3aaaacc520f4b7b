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
