export { defaultRng, NumpyGenerator } from "./generator.ts";
export type { ChoiceOptions, IntegerDType, IntegersOptions } from "./generator.ts";
export { SeedSequence, type Seed } from "./seed-sequence.ts";
export { logGamma } from "./discrete.ts";
