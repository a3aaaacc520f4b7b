import type { MessagePort } from "node:worker_threads";
import type { ToConductor } from "./messages.ts";

interface Waiting {
  readonly conductor: MessagePort;
  readonly laneId: number;
  readonly admit: (entered: boolean) => void;
}

/** Lets at most `capacity` lanes run at once; a conductor that waits without any lane gets one from the richest. */
export class LaneGate {
  readonly #capacity: number;
  readonly #waiting: Waiting[] = [];
  readonly #running = new Map<MessagePort, number>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Waits for a place; answers how to leave it, or undefined when the lane was dropped meanwhile. */
  async enter(conductor: MessagePort, laneId: number): Promise<(() => void) | undefined> {
    if (this.#numRunning() >= this.#capacity) {
      const admitted = new Promise<boolean>((admit) => {
        this.#waiting.push({ conductor, laneId, admit });
      });
      if (this.#lanesOf(conductor) === 0) this.#askForLane();
      if (!(await admitted)) return undefined;
    } else {
      this.#add(conductor, 1);
    }
    return () => {
      this.#add(conductor, -1);
      this.#admitNext();
    };
  }

  drop(conductor: MessagePort, laneId: number): void {
    const at = this.#waiting.findIndex(
      (waiting) => waiting.conductor === conductor && waiting.laneId === laneId,
    );
    if (at >= 0) this.#waiting.splice(at, 1)[0]?.admit(false);
  }

  dropAll(conductor: MessagePort): void {
    for (const waiting of this.#waiting.filter((each) => each.conductor === conductor)) {
      this.drop(conductor, waiting.laneId);
    }
  }

  /** The next to enter is the first that has no lane yet, else the first. */
  #admitNext(): void {
    if (this.#numRunning() >= this.#capacity) return;
    const poor = this.#waiting.findIndex(({ conductor }) => this.#lanesOf(conductor) === 0);
    const [next] = this.#waiting.splice(Math.max(0, poor), 1);
    if (next === undefined) return;
    this.#add(next.conductor, 1);
    next.admit(true);
  }

  #askForLane(): void {
    const [richest] = [...this.#running].sort((a, b) => b[1] - a[1]);
    if (richest !== undefined && richest[1] > 1) {
      richest[0].postMessage({ type: "yieldLane" } satisfies ToConductor);
    }
  }

  #lanesOf(conductor: MessagePort): number {
    return this.#running.get(conductor) ?? 0;
  }

  #numRunning(): number {
    let total = 0;
    for (const count of this.#running.values()) total += count;
    return total;
  }

  #add(conductor: MessagePort, change: number): void {
    const count = this.#lanesOf(conductor) + change;
    if (count > 0) this.#running.set(conductor, count);
    else this.#running.delete(conductor);
  }
}
