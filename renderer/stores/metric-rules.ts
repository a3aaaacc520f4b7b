import { defineStore } from "pinia";
import { computed, shallowRef, watch } from "vue";
import type { JsonObject } from "#core/model/index.ts";
import type { UnitTable } from "#contract/index.ts";
import { useProject } from "./project.ts";
import { useSettings } from "./settings.ts";
import { useUnits } from "./units.ts";

/** What a metric must lie between; null = open. */
export interface MetricRule {
  readonly metric: string;
  readonly low: number | null;
  readonly high: number | null;
}

/** Rules under a name; a unit that keeps all of them gets `pass`, every other `fail`; "" = no label. */
export interface RuleSet {
  readonly name: string;
  readonly rules: readonly MetricRule[];
  readonly pass: string;
  readonly fail: string;
}

const PLACE = "rule sets";

/** Per unit: kept, broken, or null where a metric of a rule has no value. */
export function judge(table: UnitTable, rules: readonly MetricRule[]): readonly (boolean | null)[] {
  const columns = rules.map(({ metric }) => table.columns.findIndex(({ name }) => name === metric));
  return table.unitIds.map((_, unit) => {
    let verdict: boolean | null = true;
    for (const [at, { low, high }] of rules.entries()) {
      const value = table.values[columns[at] ?? -1]?.[unit];
      if (typeof value !== "number") verdict = verdict === false ? false : null;
      else if ((low !== null && value < low) || (high !== null && value > high)) verdict = false;
    }
    return verdict;
  });
}

/** The thresholds that are set on metrics: they colour the table at once, and become labels when asked to. */
export const useMetricRules = defineStore("metric-rules", () => {
  const project = useProject();
  const units = useUnits();
  const settings = useSettings();
  const rules = shallowRef<readonly MetricRule[]>([]);
  const pass = shallowRef("good");
  const fail = shallowRef("");

  watch(
    () => project.analyzerId,
    () => (rules.value = []),
  );
  const active = computed(() =>
    rules.value.filter(({ low, high }) => low !== null || high !== null),
  );
  const verdicts = computed(() =>
    units.table.value.value && active.value.length > 0
      ? judge(units.table.value.value, active.value)
      : undefined,
  );
  const counts = computed(() => ({
    kept: verdicts.value?.filter((one) => one === true).length ?? 0,
    broken: verdicts.value?.filter((one) => one === false).length ?? 0,
    unknown: verdicts.value?.filter((one) => one === null).length ?? 0,
  }));
  function set(metric: string, low: number | null, high: number | null): void {
    const others = rules.value.filter((rule) => rule.metric !== metric);
    rules.value = low === null && high === null ? others : [...others, { metric, low, high }];
  }
  const saved = computed((): readonly RuleSet[] => {
    const stored = settings.settings.layouts[PLACE];
    return typeof stored === "object" && stored !== null && !Array.isArray(stored)
      ? (Object.values(stored) as unknown as readonly RuleSet[]) // written below
      : [];
  });
  function store(name: string): void {
    const set: RuleSet = { name, rules: active.value, pass: pass.value, fail: fail.value };
    const all = [...saved.value.filter((one) => one.name !== name), set];
    settings.setLayout(PLACE, Object.fromEntries(all.map((one) => [one.name, one])) as unknown as JsonObject); // prettier-ignore
  }
  function load(name: string): void {
    const found = saved.value.find((one) => one.name === name);
    if (!found) return;
    rules.value = found.rules;
    pass.value = found.pass;
    fail.value = found.fail;
  }
  function forget(name: string): void {
    const all = saved.value.filter((one) => one.name !== name);
    settings.setLayout(PLACE, Object.fromEntries(all.map((one) => [one.name, one])) as unknown as JsonObject); // prettier-ignore
  }
  /** Labels what the rules say; units that a rule cannot judge keep theirs. Undo takes it back. */
  async function apply(): Promise<void> {
    const table = units.table.value.value;
    const now = verdicts.value;
    if (!table || !now) return;
    const of = (wanted: boolean) => table.unitIds.filter((_, at) => now[at] === wanted);
    if (pass.value !== "" && of(true).length > 0) await units.setLabel(of(true), pass.value);
    if (fail.value !== "" && of(false).length > 0) await units.setLabel(of(false), fail.value);
  }
  return { rules, active, verdicts, counts, pass, fail, saved, set, store, load, forget, apply };
});
