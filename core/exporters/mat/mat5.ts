import { utf8FromText } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { MatSink } from "./sink.ts";

/*
 * MATLAB's version 5 (MathWorks, "MAT-File Format", chapter 1), uncompressed and little endian. A variable is a tree of
 * matrix elements, kept in memory until the file is written: each may have 2 GB.
 */

const HEADER_BYTES = 128;
const TEXT_BYTES = 116;
/** A variable's length is a signed number of 32 bits. */
const MOST_BYTES = 2 ** 31 - 1;
/** Names of fields with the zero at their end. */
const NAME_BYTES = 64;

const MI = { int8: 1, uint16: 4, int32: 5, uint32: 6, single: 7, double: 9, matrix: 14 } as const;
const MX = { cell: 1, struct: 2, char: 4, double: 6, single: 7 } as const;

type Node =
  | { readonly kind: "numbers"; readonly shape: readonly number[]; readonly data: Float64Array | Float32Array }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "cells"; readonly items: readonly string[] }
  | { readonly kind: "struct"; readonly fields: string[] }; // prettier-ignore

/** Collects variables; paths as in `MatSink`. */
export class Mat5 implements MatSink {
  readonly #nodes = new Map<string, Node>();
  readonly #variables: string[] = [];

  struct(path: string): Promise<void> {
    return this.#add(path, { kind: "struct", fields: [] });
  }

  column(path: string, values: ArrayLike<number>): Promise<void> {
    return this.numbers(path, [values.length, 1], Float64Array.from(values));
  }

  numbers(
    path: string,
    shape: readonly number[],
    data: Float64Array | Float32Array,
  ): Promise<void> {
    return this.#add(path, { kind: "numbers", shape, data });
  }

  text(path: string, value: string): Promise<void> {
    return this.#add(path, { kind: "text", value });
  }

  async cells(
    path: string,
    count: number,
    write: (path: string, index: number) => Promise<void>,
  ): Promise<void> {
    const items: string[] = [];
    for (let i = 0; i < count; i++) {
      const place = `${path}#${String(i)}`;
      await write(place, i);
      items.push(place);
    }
    await this.#add(path, { kind: "cells", items });
  }

  texts(path: string, values: readonly string[]): Promise<void> {
    return this.cells(path, values.length, (place, i) => this.text(place, values[i]));
  }

  /**
   * The file's bytes.
   * @param created e.g. "Mon May 06 07:08:09 2024"
   * @throws Unsupported for a variable beyond 2 GB
   */
  encode(created: string): Uint8Array {
    const parts: Uint8Array[] = [header(created)];
    for (const path of this.#variables) {
      const element = this.#matrix(path, path.slice(1));
      if (element.length > MOST_BYTES) {
        throw new EphysError(
          "Unsupported",
          `${path.slice(1)} has ${String(element.length)} bytes, more than a .mat of version 5 can hold; use version 7.3`,
        );
      }
      parts.push(element);
    }
    return joined(parts);
  }

  #add(path: string, node: Node): Promise<void> {
    this.#nodes.set(path, node);
    if (path.includes("#")) return Promise.resolve();
    const at = path.lastIndexOf("/");
    const parent = this.#nodes.get(path.slice(0, at));
    if (at === 0) this.#variables.push(path);
    else if (parent?.kind === "struct") parent.fields.push(path.slice(at + 1));
    return Promise.resolve();
  }

  #matrix(path: string, name: string): Uint8Array {
    const node = this.#nodes.get(path);
    if (!node) throw new EphysError("Internal", `nothing was written at ${path}`);
    switch (node.kind) {
      case "numbers": {
        const isSingle = node.data instanceof Float32Array;
        const data = element(isSingle ? MI.single : MI.double, bytesOf(node.data));
        return matrix(isSingle ? MX.single : MX.double, node.shape, name, [data]);
      }
      case "text": {
        const codes = Uint16Array.from(node.value, (_, i) => node.value.charCodeAt(i));
        const shape = [codes.length === 0 ? 0 : 1, codes.length];
        return matrix(MX.char, shape, name, [element(MI.uint16, bytesOf(codes))]);
      }
      case "cells": {
        const items = node.items.map((item) => this.#matrix(item, ""));
        return matrix(MX.cell, [node.items.length, 1], name, items);
      }
      case "struct": {
        const names = new Uint8Array(NAME_BYTES * node.fields.length);
        node.fields.forEach((field, i) => {
          names.set(utf8FromText(field), NAME_BYTES * i);
        });
        const fields = node.fields.map((field) => this.#matrix(`${path}/${field}`, ""));
        return matrix(MX.struct, [1, 1], name, [
          element(MI.int32, bytesOf(Int32Array.of(NAME_BYTES))),
          element(MI.int8, names),
          ...fields,
        ]);
      }
      default:
        return node satisfies never;
    }
  }
}

function header(created: string): Uint8Array {
  const out = new Uint8Array(HEADER_BYTES).fill(0x20, 0, TEXT_BYTES);
  const text = `MATLAB 5.0 MAT-file, Platform: SpikeDesk, Created on: ${created}`;
  out.set(utf8FromText(text.slice(0, TEXT_BYTES)));
  // version 1.0 and byte order
  out.set([0x00, 0x01, 0x49, 0x4d], 124);
  return out;
}

function matrix(
  arrayClass: number,
  shape: readonly number[],
  name: string,
  content: readonly Uint8Array[],
): Uint8Array {
  return element(
    MI.matrix,
    joined([
      element(MI.uint32, bytesOf(Uint32Array.of(arrayClass, 0))),
      element(MI.int32, bytesOf(Int32Array.from(shape))),
      element(MI.int8, utf8FromText(name)),
      ...content,
    ]),
  );
}

/** A tag of eight bytes, the data, and zeros up to a multiple of eight. */
function element(type: number, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(8 + Math.ceil(data.length / 8) * 8);
  const view = new DataView(out.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, data.length, true);
  out.set(data, 8);
  return out;
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
