/** Keeps the most recently used values up to a total size. */
export class LruCache<V> {
  readonly #limit: number;
  readonly #sizeOf: (value: V) => number;
  readonly #evicted: (value: V) => void;
  readonly #values = new Map<string, V>();
  #size = 0;

  constructor(limit: number, sizeOf: (value: V) => number, evicted: (value: V) => void = () => {}) {
    this.#limit = limit;
    this.#sizeOf = sizeOf;
    this.#evicted = evicted;
  }

  get size(): number {
    return this.#size;
  }

  /** The value, now the most recently used. */
  get(key: string): V | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  set(key: string, value: V): void {
    this.delete(key);
    this.#values.set(key, value);
    this.#size += this.#sizeOf(value);
    for (const oldest of this.#values.keys()) {
      if (this.#size <= this.#limit || oldest === key) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const value = this.#values.get(key);
    if (value === undefined) return;
    this.#values.delete(key);
    this.#size -= this.#sizeOf(value);
    this.#evicted(value);
  }

  clear(): void {
    for (const key of [...this.#values.keys()]) this.delete(key);
  }
}
