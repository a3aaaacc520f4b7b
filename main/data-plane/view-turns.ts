import { EphysError } from "#core/model/index.ts";

/**
 * Lets one view after the other begin, and drops a question of a panel that has asked a newer one meanwhile: a fast
 * walk through units computes what is looked at, not all that was passed.
 */
export class ViewTurns {
  /** newest question of each panel of each window */
  readonly #newest = new Map<string, number>();
  #count = 0;
  #last: Promise<void> = Promise.resolve();

  /** Resolves when it is this question's turn. @throws Cancelled when its panel has asked again */
  async wait(slot: string | null): Promise<void> {
    if (slot === null) return;
    const mine = ++this.#count;
    this.#newest.delete(slot);
    this.#newest.set(slot, mine);
    const [oldest] = this.#newest.keys();
    if (this.#newest.size > MAX_SLOTS && oldest !== undefined) this.#newest.delete(oldest);
    // a turn of the loop between two views: newer questions arrive in it
    const turn = this.#last.then(() => new Promise<void>((resolve) => setImmediate(resolve)));
    this.#last = turn;
    await turn;
    if (this.#newest.get(slot) === mine) return;
    throw new EphysError("Cancelled", "a newer question of the same panel took its place");
  }
}
const MAX_SLOTS = 500;
