/** What a piece of work took. */
export interface Spent {
  /** by the clock */
  readonly seconds: number;
  /** of all threads together: hardly changes where the machine does other work besides */
  readonly cpuSeconds: number;
}

/** Does the work and says what it took. */
export async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly spent: Spent; readonly result: T }> {
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  const result = await work();
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { spent: { seconds, cpuSeconds: (user + system) / 1e6 }, result };
}

/** The better of two runs, clock and processor each by itself. */
export function fasterOf(a: Spent | undefined, b: Spent): Spent {
  if (a === undefined) return b;
  return {
    seconds: Math.min(a.seconds, b.seconds),
    cpuSeconds: Math.min(a.cpuSeconds, b.cpuSeconds),
  };
}
