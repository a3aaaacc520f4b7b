import { sizeOfShape, type NdArray } from "#core/array/index.ts";
import type { Hdf5Layout, Hdf5Writable } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { encode } from "./encode.ts";
import type { H5Module } from "./h5wasm.ts";

/** HDF5's own mark of a dimension without limit. */
const UNLIMITED = 2n ** 64n - 1n;

/**
 * Writes files. The library hides failed writes behind later statuses, so while one is written its errors are thrown;
 * after one the thread ends, since the library was left in the middle of something.
 */
export class Writer {
  readonly #library: H5Module;
  readonly #files = new Map<string, bigint>();
  hasFailed = false;

  constructor(library: H5Module) {
    this.#library = library;
  }

  create({ file }: { file: string }): void {
    this.#guarded(() => {
      const id = this.#library.open(file, this.#library.H5F_ACC_TRUNC, false, -1, -1);
      if (id <= 0n) throw new EphysError("WriteFailed", `${file} cannot be created`);
      this.#files.set(file, id);
    });
  }

  createGroup({ file, path }: { file: string; path: string }): void {
    this.#guarded(() => {
      this.#check(this.#library.create_group(this.#id(file), path, false), file, path);
    });
  }

  createDataset(args: {
    file: string;
    path: string;
    value: Hdf5Writable;
    layout: Hdf5Layout;
  }): void {
    const { file, path, layout } = args;
    this.#guarded(() => {
      const id = this.#id(file);
      const { type, shape, bytes, texts } = encode(this.#library, id, args.value);
      const described = {
        ...type,
        shape: shape.map(BigInt),
        maxshape: (layout.maxShape ?? shape).map((n) => (n === null ? UNLIMITED : BigInt(n))),
        chunks: layout.chunks?.map(BigInt) ?? null,
        compression: layout.gzip === undefined ? 0 : 1,
        compression_opts: layout.gzip === undefined ? [] : [layout.gzip],
        track_order: false,
      };
      if (texts) {
        this.#check(this.#library.create_vlen_str_dataset(id, path, texts, described), file, path);
      } else {
        this.#withMemory(bytes, (pointer) => {
          this.#check(this.#library.create_dataset(id, path, pointer, described), file, path);
        });
      }
    });
  }

  appendRows({ file, path, value }: { file: string; path: string; value: NdArray }): void {
    this.#guarded(() => {
      const id = this.#id(file);
      const { shape: old } = this.#library.get_dataset_metadata(id, path);
      const { shape, bytes } = encode(this.#library, id, value);
      const rows = old?.[0] ?? 0;
      const grown = [rows + shape[0], ...shape.slice(1)].map(BigInt);
      this.#check(this.#library.resize_dataset(id, path, grown), file, path);
      if (sizeOfShape(shape) === 0) return;
      const offset = [rows, ...shape.slice(1).map(() => 0)].map(BigInt);
      this.#withMemory(bytes, (pointer) => {
        const count = shape.map(BigInt);
        const steps = shape.map(() => 1n);
        const status = this.#library.set_dataset_data(id, path, count, offset, steps, pointer);
        this.#check(status, file, path);
      });
    });
  }

  setAttribute(args: { file: string; path: string; name: string; value: Hdf5Writable }): void {
    const { file, path, name } = args;
    this.#guarded(() => {
      const id = this.#id(file);
      const { type, shape, bytes, texts } = encode(this.#library, id, args.value);
      const size = shape.map(BigInt);
      const metadata = { ...type, shape: size, maxshape: size };
      if (texts) {
        this.#check(
          this.#library.create_vlen_str_attribute(id, path, name, texts, metadata),
          file,
          path,
        );
        return;
      }
      this.#withMemory(bytes, (pointer) => {
        this.#check(this.#library.create_attribute(id, path, name, pointer, metadata), file, path);
      });
    });
  }

  createSoftLink({ file, path, target }: { file: string; path: string; target: string }): void {
    this.#guarded(() => {
      this.#check(this.#library.create_soft_link(this.#id(file), target, path), file, path);
    });
  }

  finish({ file }: { file: string }): void {
    this.#guarded(() => {
      const id = this.#id(file);
      this.#check(this.#library.flush(id), file, "/");
      this.#files.delete(file);
      this.#check(this.#library.close_file(id), file, "/");
    });
  }

  #id(file: string): bigint {
    const id = this.#files.get(file);
    if (id !== undefined) return id;
    throw new EphysError("Internal", `${file} is not being written`);
  }

  #check(status: number, file: string, path: string): void {
    if (status >= 0) return;
    throw new EphysError("WriteFailed", `${path} of ${file} cannot be written`, { path: file });
  }

  #withMemory(bytes: Uint8Array, use: (pointer: bigint) => void): void {
    const pointer = this.#library._malloc(Math.max(1, bytes.length));
    if (pointer === 0) throw new EphysError("WriteFailed", "no memory to write HDF5 data");
    try {
      const { HEAPU8: heap } = this.#library;
      heap.set(bytes, pointer);
      use(BigInt(pointer));
    } finally {
      this.#library._free(pointer);
    }
  }

  #guarded(work: () => void): void {
    this.#library.activate_throwing_error_handler();
    try {
      work();
    } catch (error) {
      this.hasFailed = true;
      throw error;
    } finally {
      this.#library.deactivate_throwing_error_handler();
    }
  }
}
