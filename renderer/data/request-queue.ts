/**
 * Asks for keyed things, a few at a time, newest wishes first. Each `want` replaces the waiting list: what nobody
 * wants any more is not asked for (and aborted when under way), what is under way is not asked for twice.
 */
export class RequestQueue<V> {
  readonly #limit: number;
  readonly #load: (key: string, signal: AbortSignal) => Promise<V>;
  readonly #done: (key: string, result: { value: V } | { error: unknown }) => void;
  readonly #running = new Map<string, AbortController>();
  #waiting: string[] = [];

  constructor(
    limit: number,
    load: (key: string, signal: AbortSignal) => Promise<V>,
    done: (key: string, result: { value: V } | { error: unknown }) => void,
  ) {
    this.#limit = limit;
    this.#load = load;
    this.#done = done;
  }

  get running(): number {
    return this.#running.size;
  }

  /** `keys` most urgent first; all that is wanted from now on. */
  want(keys: readonly string[]): void {
    const wanted = new Set(keys);
    for (const [key, abort] of this.#running) {
      if (wanted.has(key)) continue;
      abort.abort();
      this.#running.delete(key);
    }
    this.#waiting = keys.filter((key) => !this.#running.has(key));
    this.#start();
  }

  #start(): void {
    while (this.#running.size < this.#limit) {
      const key = this.#waiting.shift();
      if (key === undefined) return;
      void this.#run(key);
    }
  }

  async #run(key: string): Promise<void> {
    const abort = new AbortController();
    this.#running.set(key, abort);
    let result: { value: V } | { error: unknown };
    try {
      result = { value: await this.#load(key, abort.signal) };
    } catch (error) {
      result = { error };
    }
    if (abort.signal.aborted) return;
    this.#running.delete(key);
    this.#done(key, result);
    this.#start();
  }
}
