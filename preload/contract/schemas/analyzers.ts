import { z } from "zod";
import { id, jsonObject, name, none, path, unitId } from "./common.ts";

export const analyzers = {
  add: z.strictObject({ path }),
  create: z.strictObject({
    recordingId: id,
    sortingId: id,
    extensions: z.exactOptional(z.array(name).max(100)),
    params: z.exactOptional(jsonObject),
    sparsity: z.exactOptional(jsonObject.nullable()),
  }),
  sparsity: none,
  compute: z.strictObject({
    analyzerId: id,
    extensions: z.array(name).min(1).max(100),
    params: z.exactOptional(jsonObject),
  }),
  components: z.strictObject({
    analyzerId: id,
    path,
    waveforms: z.exactOptional(path),
    units: z.exactOptional(z.array(z.string().max(200)).min(1).max(10_000_000)),
  }),
  get: z.strictObject({ analyzerId: id }),
  units: z.strictObject({ analyzerId: id }),
  catalog: none,
  estimate: z.strictObject({ analyzerId: id }),
  remove: z.strictObject({ analyzerId: id }),
};

export const labels = {
  set: z.strictObject({
    analyzerId: id,
    unitIds: z.array(unitId).min(1).max(100_000),
    label: z.string().min(1).max(100).nullable(),
  }),
  undo: z.strictObject({ analyzerId: id }),
  redo: z.strictObject({ analyzerId: id }),
  options: none,
};

export const comparisons = {
  getRuns: z.strictObject({ sortingId1: id, sortingId2: id }),
  getSeveral: z.strictObject({
    sortingIds: z.array(id).min(2).max(20),
    deltaMs: z.exactOptional(z.number().nonnegative().max(100)),
    matchScore: z.exactOptional(z.number().min(0).max(1)),
  }),
  groundTruth: z.strictObject({
    truthSortingId: id,
    testedSortingId: id,
    deltaMs: z.exactOptional(z.number().positive().max(100)),
  }),
  pair: z.strictObject({
    sortingId1: id,
    sortingId2: id,
    mode: z.enum(["ground_truth", "symmetric"]),
    deltaMs: z.exactOptional(z.number().nonnegative().max(100)),
    matchScore: z.exactOptional(z.number().min(0).max(1)),
    exhaustive: z.exactOptional(z.boolean()),
  }),
};
