export * from "./motion.ts";
export * from "./json.ts";
export * from "./displacement.ts";
export * from "./time-bins.ts";
export { isMotionFolder, loadMotion, motionFiles, saveMotion } from "./files.ts";
