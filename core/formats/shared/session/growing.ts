/** Numbers whose count is not known before. */
export class GrowingNumbers {
  #values = new Float64Array(64);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  /** A copy of what was pushed. */
  done(): Float64Array {
    return this.#values.slice(0, this.length);
  }
}
