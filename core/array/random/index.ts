export { defaultRng, NumpyGenerator } from "./generator.ts";
export type { ChoiceOptions, IntegerDType, IntegersOptions } from "./generator.ts";
export { Pcg64, PCG64_WORDS } from "./pcg64.ts";
export { chooseDistinct } from "./sampling.ts";
export { SeedSequence, type Seed } from "./seed-sequence.ts";
export { logGamma } from "./discrete.ts";
