/* The part of h5wasm's module that is used; the package exports no types of it. Statuses below 0 are failures. */

/** What a datatype and, for datasets and attributes, a dataspace are. */
export interface Metadata {
  /** class of the type, see CLASS */
  readonly type: number;
  /** bytes per element */
  readonly size: number;
  readonly signed: boolean;
  readonly littleEndian: boolean;
  /** text of any length */
  readonly vlen: boolean;
  /** 1 = UTF-8 */
  readonly cset?: number;
  /** 2 = padded by spaces */
  readonly strpad?: number;
  /** null = no dataspace */
  readonly shape: readonly number[] | null;
  readonly chunks: readonly number[] | null;
  readonly array_type?: Metadata;
  readonly vlen_type?: Metadata;
  readonly ref_type?: "object" | "region";
  readonly enum_type?: { readonly members: Readonly<Record<string, number>> };
  readonly compound_type?: { readonly members: readonly Member[] };
}

interface Member extends Metadata {
  readonly name: string;
  readonly offset: number;
}

/** A type and space to be made. */
export interface WriteMetadata {
  readonly type: number;
  readonly size: number;
  readonly signed: boolean;
  readonly littleEndian: boolean;
  readonly vlen: boolean;
  readonly cset?: number;
  readonly ref_type?: "object";
  readonly shape: readonly bigint[];
  readonly maxshape: readonly bigint[];
  readonly chunks?: readonly bigint[] | null;
  /** number of a filter, 0 = none */
  readonly compression?: number;
  readonly compression_opts?: readonly number[];
  readonly track_order?: boolean;
}

type Counts = readonly bigint[] | null;

export interface H5Module {
  readonly HEAPU8: Uint8Array;
  readonly FS: object;
  readonly H5F_ACC_RDONLY: number;
  readonly H5F_ACC_TRUNC: number;
  readonly H5G_GROUP: number;
  readonly H5G_DATASET: number;
  readonly H5G_LINK: number;
  readonly H5G_UDLINK: number;
  readonly SIZEOF_OBJ_REF: number;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  open(file: string, mode: number, trackOrder: boolean, oldest: number, newest: number): bigint;
  close_file(id: bigint): number;
  flush(id: bigint): number;
  get_type(id: bigint, path: string): number;
  get_names(id: bigint, path: string, recursive: boolean): readonly string[];
  get_attribute_names(id: bigint, path: string): readonly string[];
  get_attribute_metadata(id: bigint, path: string, name: string): Metadata;
  get_attribute_data(id: bigint, path: string, name: string, pointer: bigint): number;
  get_dataset_metadata(id: bigint, path: string): Metadata;
  get_dataset_filters(
    id: bigint,
    path: string,
  ): readonly { readonly id: number; readonly name: string }[];
  get_dataset_data(
    id: bigint,
    path: string,
    count: Counts,
    offset: Counts,
    strides: Counts,
    pointer: bigint,
  ): number;
  set_dataset_data(
    id: bigint,
    path: string,
    count: Counts,
    offset: Counts,
    strides: Counts,
    pointer: bigint,
  ): number;
  reclaim_vlen_memory(id: bigint, path: string, attribute: string, pointer: bigint): number;
  reclaim_vlen_memory_count(
    id: bigint,
    path: string,
    attribute: string,
    pointer: bigint,
    count: readonly bigint[],
  ): number;
  get_referenced_name(id: bigint, reference: Uint8Array, isObject: boolean): string;
  create_object_reference(id: bigint, path: string): Uint8Array;
  create_group(id: bigint, path: string, trackOrder: boolean): number;
  create_dataset(id: bigint, path: string, pointer: bigint, metadata: WriteMetadata): number;
  create_vlen_str_dataset(
    id: bigint,
    path: string,
    texts: readonly string[],
    metadata: WriteMetadata,
  ): number;
  resize_dataset(id: bigint, path: string, shape: readonly bigint[]): number;
  create_attribute(
    id: bigint,
    path: string,
    name: string,
    pointer: bigint,
    metadata: WriteMetadata,
  ): number;
  create_vlen_str_attribute(
    id: bigint,
    path: string,
    name: string,
    texts: readonly string[],
    metadata: WriteMetadata,
  ): number;
  create_soft_link(id: bigint, target: string, path: string): number;
  insert_plugin_search_path(folder: string, index: number): number;
  activate_throwing_error_handler(): number;
  deactivate_throwing_error_handler(): number;
}
