import { EphysError } from "#core/model/index.ts";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes as base64 text: how samples in memory travel inside a dictionary. */
export function base64FromBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    parts.push(
      DIGITS[word >> 18] +
        DIGITS[(word >> 12) & 63] +
        (left > 1 ? DIGITS[(word >> 6) & 63] : "=") +
        (left > 2 ? DIGITS[word & 63] : "="),
    );
  }
  return parts.join("");
}

/** @throws InvalidValue for text that is not base64 */
export function bytesFromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new EphysError("InvalidValue", "samples in the dictionary are not base64 text");
  }
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const values = new Uint8Array(128);
  for (let i = 0; i < 64; i++) values[DIGITS.charCodeAt(i)] = i;
  for (let i = 0, o = 0; i < text.length; i += 4) {
    const word =
      (values[text.charCodeAt(i)] << 18) |
      (values[text.charCodeAt(i + 1)] << 12) |
      (values[text.charCodeAt(i + 2)] << 6) |
      values[text.charCodeAt(i + 3)];
    for (let shift = 16; shift >= 0 && o < bytes.length; shift -= 8) bytes[o++] = word >> shift;
  }
  return bytes;
}
