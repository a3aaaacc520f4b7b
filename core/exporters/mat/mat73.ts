import { ndArray, utf8FromText, type NdArray } from "#core/array/index.ts";
import type { Hdf5Sink } from "#core/io/index.ts";
import type { MatSink } from "./sink.ts";

/*
 * MATLAB's version 7.3: HDF5 with a header of 512 bytes. A variable is a dataset or a group with its MATLAB class as
 * attribute; dimensions are stored the other way round; cells are references to datasets in /#refs#.
 */

const HEADER_BYTES = 512;
const TEXT_BYTES = 116;
const REFERENCES = "/#refs#";
/** MATLAB cuts longer names. */
const LONGEST_NAME = 63;

/** The bytes before the HDF5 content. @param created e.g. "Mon May 06 07:08:09 2024" */
export function mat73Header(created: string): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const text = `MATLAB 7.3 MAT-file, Platform: SpikeDesk, Created on: ${created} HDF5 schema 1.00 .`;
  header.fill(0x20, 0, TEXT_BYTES);
  header.set(utf8FromText(text.slice(0, TEXT_BYTES)));
  // version 2.0 and byte order
  header.set([0x00, 0x02, 0x49, 0x4d], 124);
  return header;
}

/** A name that MATLAB takes for a variable or a field. */
export function matlabName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_]/g, "_").slice(0, LONGEST_NAME);
  return /^[A-Za-z]/.test(plain) ? plain : `x${plain}`.slice(0, LONGEST_NAME);
}

/** Writes variables; paths are those in the HDF5 file ("/units/location"). */
export class Mat73 implements MatSink {
  readonly #sink: Hdf5Sink;
  #numCells = 0;

  constructor(sink: Hdf5Sink) {
    this.#sink = sink;
  }

  /** A struct; its fields are variables below its path. */
  async struct(path: string): Promise<void> {
    await this.#sink.createGroup(path);
    await this.#describe(path, "struct");
  }

  /** A column of numbers. */
  column(path: string, values: ArrayLike<number>): Promise<void> {
    return this.numbers(path, [values.length, 1], Float64Array.from(values));
  }

  /** @param data in MATLAB's order, first dimension fastest */
  async numbers(
    path: string,
    shape: readonly number[],
    data: Float64Array | Float32Array,
  ): Promise<void> {
    const isSingle = data instanceof Float32Array;
    const dtype = isSingle ? "float32" : "float64";
    const array = ndArray(dtype, [...shape].reverse(), data);
    await this.#variable(path, isSingle ? "single" : "double", shape, array);
  }

  /** One line of text. */
  async text(path: string, value: string): Promise<void> {
    const codes = Uint16Array.from({ length: value.length }, (_, i) => value.charCodeAt(i));
    const shape = [value.length === 0 ? 0 : 1, value.length];
    await this.#variable(path, "char", shape, ndArray("uint16", [...shape].reverse(), codes));
    await this.#sink.setAttribute(path, "MATLAB_int_decode", int32(2));
  }

  /** A column of cells; `write` makes each of them at the path that it gets. */
  async cells(
    path: string,
    count: number,
    write: (path: string, index: number) => Promise<void>,
  ): Promise<void> {
    if (this.#numCells === 0) await this.#sink.createGroup(REFERENCES);
    const references: string[] = [];
    for (let i = 0; i < count; i++) {
      const place = `${REFERENCES}/c${String(++this.#numCells)}`;
      await write(place, i);
      references.push(place);
    }
    if (count === 0) {
      await this.#variable(path, "cell", [0, 1], ndArray("uint8", [1, 0], new Uint8Array(0)));
      return;
    }
    await this.#sink.createDataset(path, { references, shape: [1, count] });
    await this.#describe(path, "cell");
  }

  texts(path: string, values: readonly string[]): Promise<void> {
    return this.cells(path, values.length, (place, i) => this.text(place, values[i]));
  }

  /** MATLAB stores the size of something empty instead of its content. */
  async #variable(
    path: string,
    className: string,
    shape: readonly number[],
    array: NdArray,
  ): Promise<void> {
    const isEmpty = shape.includes(0);
    const size = ndArray("uint64", [shape.length], Float64Array.from(shape));
    await this.#sink.createDataset(path, isEmpty ? size : array);
    await this.#describe(path, className);
    if (!isEmpty) return;
    await this.#sink.setAttribute(path, "MATLAB_empty", ndArray("uint8", [], Uint8Array.of(1)));
  }

  #describe(path: string, className: string): Promise<void> {
    return this.#sink.setAttribute(path, "MATLAB_class", ndArray("bytes", [], [className]));
  }
}

function int32(value: number): NdArray {
  return ndArray("int32", [], Int32Array.of(value));
}
