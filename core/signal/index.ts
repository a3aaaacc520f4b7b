export * from "./fft.ts";
export * from "./rfft.ts";
export * from "./iir-design.ts";
