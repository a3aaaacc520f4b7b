import type { Ref } from "vue";
import { computed, ref, shallowRef, watch } from "vue";
import { useUnits } from "../../stores/index.ts";
import type { Column, SortState } from "../../tables/index.ts";
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
  /** kept between starts */
  readonly sort: Ref<SortState | null>;
  readonly reorder: (from: string, to: string) => void;
  /** filters kept by name of what they say */
  readonly savedFilters: Ref<string[]>;
}

/** The unit table's rows after the filter; while an expression is half typed the last good one holds. */
export function useUnitTable(): UnitTableData {
  const units = useUnits();
  const filter = ref("");
  /** as a person chose them; "*": those without values */
  const storedHidden = useViewOption<string[]>("hidden_columns", ["*"]);
  const empty = shallowRef<ReadonlySet<string>>(new Set());
  const hidden = computed<ReadonlySet<string>>({
    get: () => (storedHidden.value[0] === "*" ? empty.value : new Set(storedHidden.value)),
    set: (value) => (storedHidden.value = [...value]),
  });
  const table = computed(() => units.table.value.value);
  watch(
    () => table.value && `${table.value.analyzerId} ${table.value.columns.length}`,
    () => (empty.value = table.value ? emptyColumns(table.value) : new Set()),
    { immediate: true },
  );
  const storedSort = useViewOption("sort", "");
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
  /** "snr", or "-snr" where the largest is first */
  const sort = computed<SortState | null>({
    get: () => {
      const descending = storedSort.value.startsWith("-");
      const key = descending ? storedSort.value.slice(1) : storedSort.value;
      return columns.value.some((column) => column.key === key) ? { key, descending } : null;
    },
    set: (value) => (storedSort.value = value ? `${value.descending ? "-" : ""}${value.key}` : ""),
  });
  return {
    filter,
    sort,
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
