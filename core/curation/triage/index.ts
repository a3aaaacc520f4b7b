export {
  applyRulesTo,
  RULE_SETS,
  type MetricCondition,
  type MetricRule,
  type RuleOutcome,
  type RuleSet,
} from "./rules.ts";
export { unitsByDoubt, type DoubtfulUnit, type DoubtReason } from "./doubt.ts";
