import { z } from "zod";
import { id, jsonObject, name, none, path, unitId } from "./common.ts";

const unitIds = z.array(unitId).min(1).max(100_000);
const reason = z.exactOptional(z.string().max(2000));
const category = z.strictObject({
  name,
  options: z.array(name).min(2).max(50),
  exclusive: z.boolean(),
});

const splitMethod = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("time"),
    boundariesS: z.array(z.number().nonnegative()).min(1).max(100),
  }),
  z.strictObject({ kind: z.literal("amplitude"), threshold: z.number() }),
  z.strictObject({ kind: z.literal("cluster"), numParts: z.number().int().min(2).max(20) }),
  z.strictObject({ kind: z.literal("templates") }),
]);

const action = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("merge"), unitIds: z.array(unitId).min(2).max(1000) }),
  z.strictObject({
    kind: z.literal("split"),
    unitId,
    parts: z.exactOptional(z.array(z.array(z.number().int().nonnegative())).min(1).max(1000)),
    by: z.exactOptional(splitMethod),
  }),
  z.strictObject({ kind: z.enum(["remove", "restore"]), unitIds }),
  z.strictObject({
    kind: z.literal("label"),
    unitIds,
    category: name,
    values: z.array(name).max(50),
  }),
  z.strictObject({ kind: z.literal("note"), unitIds, text: z.string().max(10_000) }),
  z.strictObject({ kind: z.literal("categories"), categories: z.array(category).max(50) }),
  z.strictObject({
    kind: z.literal("judge"),
    unitIds: z.tuple([unitId, unitId]),
    verdict: z.enum(["reject", "skip"]).nullable(),
  }),
]);

const ofAnalyzer = z.strictObject({ analyzerId: id });
const branch = z.strictObject({ analyzerId: id, name: z.string().trim().min(1).max(100) });
const rules = z.strictObject({
  analyzerId: id,
  category: name,
  rules: z
    .array(
      z.strictObject({
        label: name,
        conditions: z
          .array(
            z.strictObject({
              metric: name,
              op: z.enum(["<", "<=", ">", ">="]),
              value: z.number(),
            }),
          )
          .min(1)
          .max(50),
      }),
    )
    .min(1)
    .max(50),
  overwrite: z.exactOptional(z.boolean()),
});

export const curation = {
  state: ofAnalyzer,
  act: z.strictObject({ analyzerId: id, action, reason }),
  undo: ofAnalyzer,
  redo: ofAnalyzer,
  branch,
  switchBranch: branch,
  journal: ofAnalyzer,
  diff: z.strictObject({ analyzerId: id, a: name, b: name }),
  lineage: z.strictObject({ analyzerId: id, unitId }),
  preview: z.strictObject({ analyzerId: id, action }),
  presets: none,
  findMerges: z.strictObject({ analyzerId: id, preset: name }),
  queue: ofAnalyzer,
  ruleSets: none,
  previewRules: rules,
  applyRules: rules,
  apply: z.strictObject({ analyzerId: id, mode: z.enum(["soft", "hard"]) }),
  save: ofAnalyzer,
  exporters: none,
  exportTo: z.strictObject({
    analyzerId: id,
    exporter: name,
    path,
    params: z.exactOptional(jsonObject),
  }),
  writeBack: ofAnalyzer,
  recovery: none,
  recover: z.strictObject({ keep: z.boolean() }),
};
