import type { CoreContext } from "#core/compute/index.ts";
import type { ByteSource } from "#core/io/index.ts";

/** Files of one recording, each opened when it is first read. */
export class OpenFiles {
  readonly #ctx: CoreContext;
  readonly #sources = new Map<string, Promise<ByteSource>>();

  constructor(ctx: CoreContext) {
    this.#ctx = ctx;
  }

  open(path: string): Promise<ByteSource> {
    const known = this.#sources.get(path);
    if (known) return known;
    const opening = this.#ctx.fs.openBytes(path);
    this.#sources.set(path, opening);
    opening.catch(() => this.#sources.delete(path));
    return opening;
  }
}
