import { defaultRng, ndArray, type NdArray, type NumpyGenerator } from "#core/array/index.ts";
import type { Hdf5Layout, Hdf5Sink, Hdf5Writable } from "#core/io/index.ts";

/* NWB's objects in HDF5 (schema 2.7.0, hdmf-common 1.8.0): a group or dataset with a type, a namespace and an id. */

export type Namespace = "core" | "hdmf-common";

/** Text as an attribute or a dataset of one. */
export function text(value: string): NdArray {
  return ndArray("str", [], [value]);
}

export function texts(values: readonly string[]): NdArray {
  return ndArray("str", [values.length], [...values]);
}

export function float(value: number): NdArray {
  return ndArray("float64", [], Float64Array.of(value));
}

export function floats(values: ArrayLike<number>): NdArray {
  return ndArray("float64", [values.length], Float64Array.from(values));
}

/** Ends of rows: NWB wants them unsigned. */
function indices(values: ArrayLike<number>): NdArray {
  const last = values.length === 0 ? 0 : values[values.length - 1];
  return last < 2 ** 32
    ? ndArray("uint32", [values.length], Uint32Array.from(values))
    : ndArray("uint64", [values.length], Float64Array.from(values));
}

export function integers(values: ArrayLike<number>): NdArray {
  return ndArray("int64", [values.length], Float64Array.from(values));
}

/** A column of a table, in the order in which columns are listed. */
export interface Column {
  readonly name: string;
  readonly description: string;
  readonly value: Hdf5Writable;
  /** default VectorData */
  readonly type?: "VectorData" | "DynamicTableRegion";
  /** ends of the rows of a ragged column */
  readonly ends?: ArrayLike<number>;
  readonly attributes?: Readonly<Record<string, Hdf5Writable>>;
}

/** Writes typed objects into a file. */
export class NwbObjects {
  readonly sink: Hdf5Sink;
  readonly #random: NumpyGenerator;

  /** @param seed of the objects' ids, e.g. the time */
  constructor(sink: Hdf5Sink, seed: number) {
    this.sink = sink;
    this.#random = defaultRng(seed);
  }

  async group(
    path: string,
    type: string,
    attributes: Readonly<Record<string, Hdf5Writable>> = {},
    namespace: Namespace = "core",
  ): Promise<void> {
    await this.sink.createGroup(path);
    await this.#describe(path, type, namespace, attributes);
  }

  async dataset(
    path: string,
    value: Hdf5Writable,
    attributes: Readonly<Record<string, Hdf5Writable>> = {},
    layout?: Hdf5Layout,
  ): Promise<void> {
    await this.sink.createDataset(path, value, layout);
    for (const [name, attribute] of Object.entries(attributes)) {
      await this.sink.setAttribute(path, name, attribute);
    }
  }

  /** A dataset that is an object of its own. */
  async typedDataset(
    path: string,
    type: string,
    value: Hdf5Writable,
    attributes: Readonly<Record<string, Hdf5Writable>>,
  ): Promise<void> {
    await this.sink.createDataset(path, value);
    await this.#describe(path, type, "hdmf-common", attributes);
  }

  /** A DynamicTable; ids are given, ragged columns get their index. */
  async table(
    path: string,
    options: {
      readonly type: string;
      readonly namespace: Namespace;
      readonly description: string;
      readonly ids: ArrayLike<number>;
      readonly columns: readonly Column[];
    },
  ): Promise<void> {
    const { type, namespace, description, ids, columns } = options;
    await this.group(
      path,
      type,
      { colnames: texts(columns.map(({ name }) => name)), description: text(description) },
      namespace,
    );
    await this.typedDataset(`${path}/id`, "ElementIdentifiers", integers(ids), {});
    for (const column of columns) await this.#column(path, column);
  }

  async #column(table: string, column: Column): Promise<void> {
    const { name, description, value, type = "VectorData", ends, attributes = {} } = column;
    const path = `${table}/${name}`;
    await this.typedDataset(path, type, value, { description: text(description), ...attributes });
    if (!ends) return;
    await this.typedDataset(`${path}_index`, "VectorIndex", indices(ends), {
      description: text(`Index for VectorData '${name}'`),
      target: { references: [path], shape: [] },
    });
  }

  async #describe(
    path: string,
    type: string,
    namespace: Namespace,
    attributes: Readonly<Record<string, Hdf5Writable>>,
  ): Promise<void> {
    const own = {
      ...attributes,
      namespace: text(namespace),
      neurodata_type: text(type),
      object_id: text(this.newId()),
    };
    for (const [name, value] of Object.entries(own)) {
      await this.sink.setAttribute(path, name, value);
    }
  }

  /** A random id as RFC 4122 writes it (version 4). */
  newId(): string {
    const bytes = this.#random.integers(0, 256, 16);
    const digits = Array.from(bytes, (byte, i) => {
      const value = i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte;
      return value.toString(16).padStart(2, "0");
    }).join("");
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }
}
