import type { CurationOutcome, QueuedUnit, RuleInput, RulePreview } from "#contract/index.ts";
import { applyRulesTo, unitsByDoubt, type LabelChange } from "#core/curation/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { ServiceContext } from "../context.ts";
import { perform, stateOf } from "./act.ts";
import { plain } from "./plain.ts";
import { MAIN_CATEGORY } from "./main-category.ts";

/** Units that want a look: unlabelled ones by doubt, then labelled ones. */
export async function queueOf(ctx: ServiceContext, analyzerId: number): Promise<QueuedUnit[]> {
  const desk = ctx.session().analyzers.desk(analyzerId);
  const { labels, removed } = await desk.units();
  const queued = unitsByDoubt(await desk.curated())
    .filter(({ unitId }) => !removed.has(unitId))
    .map(({ unitId, doubt, reasons }) => ({
      unitId,
      doubt,
      reasons: reasons.map((reason) => ({ ...reason, value: plain(reason.value) })),
      labelled: (labels.get(unitId)?.[MAIN_CATEGORY] ?? []).length > 0,
    }));
  return [...queued.filter(({ labelled }) => !labelled), ...queued.filter(({ labelled }) => labelled)]; // prettier-ignore
}

/** What rules would change. @throws MissingExtension, InvalidParameter for a category or label that is not there */
export async function previewRules(ctx: ServiceContext, input: RuleInput): Promise<RulePreview> {
  const desk = ctx.session().analyzers.desk(input.analyzerId);
  const { labels, removed, categories } = await desk.units();
  const category = categories.find(({ name }) => name === input.category);
  const strange = input.rules.find(({ label }) => category?.options.includes(label) !== true);
  if (category === undefined || strange !== undefined) {
    throw new EphysError(
      "InvalidParameter",
      category === undefined
        ? `there is no category "${input.category}"`
        : `"${input.category}" has no label "${strange?.label ?? ""}"; it has ${category.options.join(", ")}`,
      { parameter: category === undefined ? "category" : "label" },
    );
  }
  const analyzer = await desk.curated();
  const { ruleOf, missing } = applyRulesTo(analyzer, input.rules);
  const { unitIds } = analyzer.sorting;
  const numUnits = input.rules.map(() => 0);
  const changes: RulePreview["changes"][number][] = [];
  let numRest = 0;
  for (const [u, unitId] of unitIds.entries()) {
    if (removed.has(unitId)) continue;
    const rule = ruleOf[u] ?? -1;
    const after = input.rules[rule]?.label;
    if (after === undefined) {
      numRest++;
      continue;
    }
    numUnits[rule] = (numUnits[rule] ?? 0) + 1;
    const before = labels.get(unitId)?.[input.category]?.join(", ") ?? null;
    if (before === after || (before !== null && input.overwrite !== true)) continue;
    changes.push({ unitId, before, after, rule });
  }
  return { changes, numUnits, numRest, missing };
}

/** Labels by rules, as one action. @throws InvalidValue when there is nothing to change */
export function applyRules(ctx: ServiceContext, input: RuleInput): Promise<CurationOutcome> {
  const { analyzerId, category } = input;
  const desk = ctx.session().analyzers.desk(analyzerId);
  return desk.inTurn(async () => {
    const { changes } = await previewRules(ctx, input);
    if (changes.length === 0) {
      throw new EphysError("InvalidValue", "these rules would change no label");
    }
    const labels = changes.map(({ unitId, after }): LabelChange => ({ unitId, category, values: [after] })); // prettier-ignore
    const reason = input.rules.map(ruleText).join("; ");
    await perform(ctx, desk, analyzerId, { action: { kind: "label", changes: labels }, reason });
    return { state: await stateOf(ctx, analyzerId), made: [] };
  });
}

function ruleText({ label, conditions }: RuleInput["rules"][number]): string {
  const texts = conditions.map(({ metric, op, value }) => `${metric} ${op} ${String(value)}`);
  return `${label}: ${texts.join(" and ")}`;
}
