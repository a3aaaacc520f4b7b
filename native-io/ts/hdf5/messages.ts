import type {
  Hdf5Dataset,
  Hdf5Entry,
  Hdf5Kind,
  Hdf5Layout,
  Hdf5Value,
  Hdf5Window,
  Hdf5Writable,
} from "#core/io/index.ts";
import type { NdArray } from "#core/array/index.ts";
import type { ErrorCode, ErrorDetails } from "#core/model/index.ts";

/** What the HDF5 thread can be asked; `file` is a path on disk, `path` one inside the file. */
export interface Hdf5Operations {
  open(args: { file: string }): { sizeBytes: number };
  kindOf(args: { file: string; path: string }): Hdf5Kind | undefined;
  list(args: { file: string; path: string }): readonly Hdf5Entry[];
  dataset(args: { file: string; path: string }): Hdf5Dataset;
  attributes(args: { file: string; path: string }): Readonly<Record<string, Hdf5Value>>;
  read(args: { file: string; path: string; window?: Hdf5Window | undefined }): Hdf5Value;
  create(args: { file: string }): void;
  createGroup(args: { file: string; path: string }): void;
  createDataset(args: {
    file: string;
    path: string;
    value: Hdf5Writable;
    layout: Hdf5Layout;
  }): void;
  appendRows(args: { file: string; path: string; value: NdArray }): void;
  setAttribute(args: { file: string; path: string; name: string; value: Hdf5Writable }): void;
  createSoftLink(args: { file: string; path: string; target: string }): void;
  /** closes a file that was created */
  finish(args: { file: string }): void;
}

export type OperationName = keyof Hdf5Operations;

export interface Request<Name extends OperationName = OperationName> {
  readonly id: number;
  readonly name: Name;
  readonly args: Parameters<Hdf5Operations[Name]>[0];
}

export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: ErrorDetails;
      /** the library is in no state to go on: the thread ends */
      readonly fatal: boolean;
    };

/** Places of the shared state that tells the main thread whether the HDF5 thread still moves. */
export const STATE = { operation: 0, fileReads: 1, inFileRead: 2 } as const;
