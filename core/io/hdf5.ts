import type { NdArray } from "#core/array/index.ts";

/* HDF5 files. Paths inside a file are absolute ("/group/name"); soft links are followed. */

/** Records as one column per field. */
export interface Hdf5Table {
  readonly kind: "table";
  readonly shape: readonly number[];
  readonly columns: Readonly<Record<string, Hdf5Value>>;
}

/** What a dataset or an attribute holds. */
export type Hdf5Value =
  /** numbers, h5py's booleans, text */
  | { readonly kind: "array"; readonly array: NdArray }
  | Hdf5Table
  /** one array of any length per element */
  | {
      readonly kind: "ragged";
      readonly shape: readonly number[];
      readonly rows: readonly Hdf5Value[];
    }
  /** paths of the objects that references name, "" = none */
  | {
      readonly kind: "references";
      readonly shape: readonly number[];
      readonly paths: readonly string[];
    }
  /** no data (a null dataspace) */
  | { readonly kind: "empty" };

/** Type, shape and storage of a dataset. */
export interface Hdf5Dataset {
  readonly path: string;
  readonly shape: readonly number[];
  /** element type, NumPy's name; undefined for records, references and ragged rows */
  readonly dtype: NdArray["dtype"] | undefined;
  readonly bigEndian: boolean;
  readonly itemBytes: number;
  /** undefined = one block */
  readonly chunks: readonly number[] | undefined;
  readonly filters: readonly string[];
}

export interface Hdf5Entry {
  readonly name: string;
  readonly kind: Hdf5Kind;
}

/** `broken`: a link whose target is not there. */
export type Hdf5Kind = "group" | "dataset" | "broken";

/** First and end index (exclusive) per dimension. */
export type Hdf5Window = readonly (readonly [number, number])[];

/** A file that is read; no handle is held, so nothing has to be closed. */
export interface Hdf5File {
  readonly path: string;
  readonly sizeBytes: number;
  /** What lies at a path; undefined = nothing. */
  kindOf(path: string): Promise<Hdf5Kind | undefined>;
  /** The members of a group by name, in the order of the file's index (alphabetical unless it tracks creation). */
  list(group: string): Promise<readonly Hdf5Entry[]>;
  /** @throws CorruptFile when there is no dataset */
  dataset(path: string): Promise<Hdf5Dataset>;
  attributes(path: string): Promise<Readonly<Record<string, Hdf5Value>>>;
  /**
   * A dataset or a window of it.
   * @throws CorruptFile, Unsupported (an unknown compression), and refuses more bytes than the file's size explains
   */
  read(path: string, window?: Hdf5Window): Promise<Hdf5Value>;
}

/** How a dataset is laid out when it is written. */
export interface Hdf5Layout {
  /** per dimension; undefined = one block */
  readonly chunks?: readonly number[];
  /** deflate level 1 to 9; needs chunks */
  readonly gzip?: number;
  /** dimensions that may grow, as null; default: the shape */
  readonly maxShape?: readonly (number | null)[];
}

/** What can be written; text is UTF-8 of variable length, or fixed-width bytes for dtype `bytes`. */
export type Hdf5Writable =
  | NdArray
  /** references to objects of the same file */
  | { readonly references: readonly string[]; readonly shape: readonly number[] };

/** A file being written under a temporary name; `commit` renames it, `abort` removes it. */
export interface Hdf5Sink {
  createGroup(path: string): Promise<void>;
  createDataset(path: string, value: Hdf5Writable, layout?: Hdf5Layout): Promise<void>;
  /** Grows the first dimension of a dataset by the rows of `value`. */
  appendRows(path: string, value: NdArray): Promise<void>;
  setAttribute(path: string, name: string, value: Hdf5Writable): Promise<void>;
  createSoftLink(path: string, target: string): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/** HDF5 files of this machine. */
export interface Hdf5Port {
  /** @throws FileNotFound, FormatNotRecognised (no HDF5 file), CorruptFile, TruncatedFile */
  open(path: string): Promise<Hdf5File>;
  /** @param headerBytes room before the HDF5 content, filled with `header` (MATLAB's v7.3 files) */
  create(path: string, header?: Uint8Array): Promise<Hdf5Sink>;
}
