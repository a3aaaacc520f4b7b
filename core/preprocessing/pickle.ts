/*
 * Reads the data in a Python pickle (protocols 2 to 5) without running anything: numbers, texts, bytes, lists, tuples,
 * dicts and sets come as themselves, every other object as a `PickledObject` that is never built.
 */
import { textFromLatin1, textFromUtf8 } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";

/** Something that Python would have built by calling code. */
interface PickledObject {
  readonly pickled: string;
  readonly args: unknown;
}

const MARK = Symbol("mark");

/** The value in a pickle; dicts come as Maps. @throws CorruptFile for bytes that are none */
export function readPickle(bytes: Uint8Array): unknown {
  return new PickleReader(bytes).read();
}

class PickleReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #stack: unknown[] = [];
  readonly #memo = new Map<number, unknown>();
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(): unknown {
    for (;;) {
      const code = this.#byte();
      if (code === 0x2e) return this.#pop();
      this.#run(code);
    }
  }

  #run(code: number): void {
    const push = this.#constant(code) ?? this.#value(code);
    if (push !== undefined) this.#stack.push(push.value);
    else if (!this.#collect(code) && !this.#remember(code) && !this.#build(code)) {
      throw this.#broken(`operation 0x${code.toString(16)} is not known`);
    }
  }

  /** Values that stand in the operation itself. */
  #constant(code: number): { value: unknown } | undefined {
    switch (code) {
      case 0x4e: // NONE
        return { value: null };
      case 0x88: // NEWTRUE
        return { value: true };
      case 0x89: // NEWFALSE
        return { value: false };
      case 0x7d: // EMPTY_DICT
        return { value: new Map<unknown, unknown>() };
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
      case 0x8f: // EMPTY_SET
        return { value: [] };
      case 0x28: // MARK
        return { value: MARK };
      default:
        return undefined;
    }
  }

  /** Values that follow the operation. */
  #value(code: number): { value: unknown } | undefined {
    switch (code) {
      case 0x4b: // BININT1
        return { value: this.#byte() };
      case 0x4d: // BININT2
        return { value: this.#unsigned(2) };
      case 0x4a: // BININT
        return { value: this.#unsigned(4) | 0 };
      case 0x8a: // LONG1
        return { value: this.#long(this.#byte()) };
      case 0x47: // BINFLOAT
        return { value: this.#view.getFloat64(this.#skip(8)) };
      case 0x8c: // SHORT_BINUNICODE
        return { value: textFromUtf8(this.#take(this.#byte())) };
      case 0x58: // BINUNICODE
        return { value: textFromUtf8(this.#take(this.#unsigned(4))) };
      case 0x43: // SHORT_BINBYTES
      case 0x55: // SHORT_BINSTRING
        return { value: this.#take(this.#byte()) };
      case 0x42: // BINBYTES
        return { value: this.#take(this.#unsigned(4)) };
      case 0x8e: // BINBYTES8
      case 0x96: // BYTEARRAY8
        return { value: this.#take(this.#unsigned(8)) };
      case 0x63: // GLOBAL
        return { value: `${this.#line()}.${this.#line()}` };
      default:
        return undefined;
    }
  }

  #collect(code: number): boolean {
    switch (code) {
      case 0x85: // TUPLE1
      case 0x86:
      case 0x87:
        this.#stack.push(this.#stack.splice(this.#stack.length - (code - 0x84)));
        return true;
      case 0x74: // TUPLE
      case 0x91: // FROZENSET
        this.#stack.push(this.#toMark());
        return true;
      case 0x61: // APPEND
        this.#append([this.#pop()]);
        return true;
      case 0x65: // APPENDS
      case 0x90: // ADDITEMS
        this.#append(this.#toMark());
        return true;
      case 0x73: // SETITEM
        this.#setItems(this.#stack.splice(this.#stack.length - 2));
        return true;
      case 0x75: // SETITEMS
        this.#setItems(this.#toMark());
        return true;
      case 0x30: // POP
        this.#pop();
        return true;
      default:
        return false;
    }
  }

  #remember(code: number): boolean {
    switch (code) {
      case 0x80: // PROTO
        this.#skip(1);
        return true;
      case 0x95: // FRAME
        this.#skip(8);
        return true;
      case 0x94: // MEMOIZE
        this.#memo.set(this.#memo.size, this.#top());
        return true;
      case 0x71: // BINPUT
        this.#memo.set(this.#byte(), this.#top());
        return true;
      case 0x72: // LONG_BINPUT
        this.#memo.set(this.#unsigned(4), this.#top());
        return true;
      case 0x68: // BINGET
        this.#stack.push(this.#memo.get(this.#byte()));
        return true;
      case 0x6a: // LONG_BINGET
        this.#stack.push(this.#memo.get(this.#unsigned(4)));
        return true;
      default:
        return false;
    }
  }

  #build(code: number): boolean {
    switch (code) {
      case 0x93: {
        // STACK_GLOBAL
        const name = this.#pop();
        this.#stack.push(`${String(this.#pop())}.${String(name)}`);
        return true;
      }
      case 0x52: // REDUCE
      case 0x81: {
        // NEWOBJ
        const args = this.#pop();
        this.#stack.push({ pickled: String(this.#pop()), args } satisfies PickledObject);
        return true;
      }
      case 0x62: // BUILD
        this.#pop(); // the state of an object that is never built
        return true;
      default:
        return false;
    }
  }

  #append(items: readonly unknown[]): void {
    const list = this.#top();
    if (Array.isArray(list)) list.push(...items);
  }

  #setItems(pairs: readonly unknown[]): void {
    const dict = this.#top();
    if (!(dict instanceof Map)) return;
    for (let i = 0; i + 1 < pairs.length; i += 2) dict.set(pairs[i], pairs[i + 1]);
  }

  #toMark(): unknown[] {
    const from = this.#stack.lastIndexOf(MARK);
    if (from < 0) throw this.#broken("a mark is missing");
    return this.#stack.splice(from).slice(1);
  }

  #top(): unknown {
    return this.#stack[this.#stack.length - 1];
  }

  #pop(): unknown {
    if (this.#stack.length === 0) throw this.#broken("it takes more than it has");
    return this.#stack.pop();
  }

  #byte(): number {
    return this.#bytes[this.#skip(1)];
  }

  #unsigned(size: number): number {
    const from = this.#skip(size);
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + this.#bytes[from + i];
    return value;
  }

  #long(size: number): number {
    const bytes = this.#take(size);
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + bytes[i];
    return size > 0 && bytes[size - 1] >= 128 ? value - 256 ** size : value;
  }

  #take(size: number): Uint8Array {
    const from = this.#skip(size);
    return this.#bytes.subarray(from, from + size);
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw this.#broken("a line does not end");
    const text = textFromLatin1(this.#bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return text;
  }

  /** Moves on and gives where it was. */
  #skip(size: number): number {
    const from = this.#at;
    if (from + size > this.#bytes.length) throw this.#broken("it ends too early");
    this.#at = from + size;
    return from;
  }

  #broken(why: string): EphysError {
    return new EphysError(
      "CorruptFile",
      `not a Python pickle that can be read: ${why} (byte ${String(this.#at)})`,
    );
  }
}

/** A pickled value as JSON: Maps with text keys become objects, objects and bytes become null. */
export function jsonOfPickled(value: unknown): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [String(key), jsonOfPickled(item)]));
  }
  if (Array.isArray(value)) return value.map(jsonOfPickled);
  return typeof value === "object" ? null : value;
}
