import { EphysError } from "#core/model/index.ts";

/** Reads numbers and texts of a header one after the other; every read is checked against its end. */
export class ByteCursor {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #path: string;
  /** byte of the next read */
  at = 0;

  constructor(bytes: Uint8Array, path: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#path = path;
  }

  #take(count: number): number {
    const from = this.at;
    if (!(count >= 0) || from + count > this.#bytes.length) {
      throw new EphysError(
        "TruncatedFile",
        `${this.#path} ends within its header, at byte ${String(this.#bytes.length)}; copy it again from the recording computer`,
        { path: this.#path, at: from },
      );
    }
    this.at = from + count;
    return from;
  }

  uint8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  int16(): number {
    return this.#view.getInt16(this.#take(2), true);
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** exact to 2^53 */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  float32(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  float64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  skip(count: number): void {
    this.#take(count);
  }

  bytes(count: number): Uint8Array {
    const from = this.#take(count);
    return this.#bytes.subarray(from, from + count);
  }

  /** Text of a fixed width, without the zeros that fill it (Latin 1). */
  text(width: number): string {
    return zeroEnded(this.bytes(width));
  }
}

/** Text of a fixed field as NumPy reads it: without the zeros at its end. */
export function zeroEnded(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  let text = "";
  for (let i = 0; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}
