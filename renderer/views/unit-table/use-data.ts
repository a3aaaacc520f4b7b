import type { Ref } from "vue";
import { computed, ref, shallowRef, watch } from "vue";
import { useUnits } from "../../stores/index.ts";
import type { Column } from "../../tables/index.ts";
import { FilterError, parseFilter } from "../../tables/index.ts";
import type { UnitRow } from "./options.ts";
import { useViewOption } from "../shared/use-view-option.ts";
import {
  emptyColumns,
  lookupOf,
  movedColumn,
  orderedColumns,
  unitColumns,
  unitRows,
} from "./options.ts";

interface UnitTableData {
  readonly filter: Ref<string>;
  readonly problem: Readonly<Ref<string>>;
  readonly all: Readonly<Ref<readonly UnitRow[]>>;
  readonly rows: Readonly<Ref<readonly UnitRow[]>>;
  readonly columns: Readonly<Ref<readonly Column<UnitRow>[]>>;
  readonly shownColumns: Readonly<Ref<readonly Column<UnitRow>[]>>;
  readonly hidden: Ref<ReadonlySet<string>>;
  readonly reorder: (from: string, to: string) => void;
  /** filters kept by name of what they say */
  readonly savedFilters: Ref<string[]>;
}

/** The unit table's rows after the filter; while an expression is half typed the last good one holds. */
export function useUnitTable(): UnitTableData {
  const units = useUnits();
  const filter = ref("");
  const hidden = shallowRef<ReadonlySet<string>>(new Set());
  const table = computed(() => units.table.value.value);
  watch(
    () => table.value && `${table.value.analyzerId} ${table.value.columns.length}`,
    () => (hidden.value = table.value ? emptyColumns(table.value) : new Set()),
    { immediate: true },
  );
  const order = useViewOption<string[]>("column_order", []);
  const savedFilters = useViewOption<string[]>("saved_filters", []);
  const all = computed(() => (table.value ? unitRows(table.value) : []));
  const columns = computed(() => {
    const names = units.detail.value.value?.channels.map(({ id }) => String(id)) ?? [];
    return table.value ? orderedColumns(unitColumns(table.value, names), order.value) : [];
  });
  const parsed = computed(() => {
    try {
      const keep = parseFilter(
        filter.value,
        columns.value.map(({ key }) => key),
      );
      return { keep, problem: "" };
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      return { keep: undefined, problem: error.message };
    }
  });
  let last: ReturnType<typeof parseFilter> = () => true;
  const rows = computed(() => {
    last = parsed.value.keep ?? last;
    const lookup = lookupOf(columns.value);
    const keep = last;
    return all.value.filter((row) => keep(lookup(row)));
  });
  return {
    filter,
    problem: computed(() => parsed.value.problem),
    all,
    rows,
    columns,
    shownColumns: computed(() => columns.value.filter(({ key }) => !hidden.value.has(key))),
    hidden,
    reorder: (from, to) => {
      order.value = [
        ...movedColumn(
          columns.value.map(({ key }) => key),
          from,
          to,
        ),
      ];
    },
    savedFilters,
  };
}
