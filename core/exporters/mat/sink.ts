/** What both versions of .mat files take. Paths are "/variable" or "/struct/field"; a struct comes before its fields. */
export interface MatSink {
  /** A struct; its fields are variables below its path. */
  struct(path: string): Promise<void>;
  /** A column of numbers. */
  column(path: string, values: ArrayLike<number>): Promise<void>;
  /** @param data in MATLAB's order, first dimension fastest */
  numbers(path: string, shape: readonly number[], data: Float64Array | Float32Array): Promise<void>;
  /** One line of text. */
  text(path: string, value: string): Promise<void>;
  /** A column of cells; `write` makes each of them at the path that it gets. */
  cells(
    path: string,
    count: number,
    write: (path: string, index: number) => Promise<void>,
  ): Promise<void>;
  /** A column of cells of text. */
  texts(path: string, values: readonly string[]): Promise<void>;
}
