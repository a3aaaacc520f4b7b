/** A whole number drawn uniformly from 0 … bound−1. */
export type RandomIntegers = (bound: number) => number;
