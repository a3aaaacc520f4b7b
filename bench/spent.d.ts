/** What a piece of work took. */
export interface Spent {
    /** by the clock */
    readonly seconds: number;
    /** of all threads together: hardly changes where the machine does other work besides */
    readonly cpuSeconds: number;
}
/** Does the work and says what it took. */
export declare function timed<T>(work: () => Promise<T>): Promise<{
    readonly spent: Spent;
    readonly result: T;
}>;
/** The better of two runs, clock and processor each by itself. */
export declare function fasterOf(a: Spent | undefined, b: Spent): Spent;
