export * from "./fft.ts";
export * from "./rfft.ts";
export * from "./iir-design.ts";
export * from "./filtfilt.ts";
export * from "./frequency-shift.ts";
export * from "./convolve.ts";
export * from "./welch.ts";
export * from "./trend.ts";
