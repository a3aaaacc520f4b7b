/*
 * The one-to-one assignment of rows to columns with the least total cost: shortest augmenting paths with dual
 * variables (Crouse 2016, "On implementing 2D rectangular assignment algorithms"), O(rows² · columns).
 * Ties are broken as scipy.optimize.linear_sum_assignment breaks them (columns are looked at from the last to the
 * first, a free one wins), so that equal agreements give SpikeInterface's match.
 */

interface Duals {
  readonly rowPrice: Float64Array;
  readonly columnPrice: Float64Array;
}

/** The work of one search, kept for all. */
interface Search {
  /** cheapest known way to each column */
  readonly reach: Float64Array;
  /** row from which each column is reached */
  readonly cameFrom: Int32Array;
  readonly rowSeen: Uint8Array;
  readonly columnSeen: Uint8Array;
  readonly open: Int32Array;
}

/**
 * @param cost [numRows × numColumns], finite
 * @returns [row]: its column, −1 for rows that are left over when there are more rows than columns
 */
export function leastCostAssignment(
  cost: Float64Array,
  numRows: number,
  numColumns: number,
): Int32Array {
  if (numColumns < numRows) {
    const rowOf = leastCostAssignment(transposed(cost, numRows, numColumns), numColumns, numRows);
    const columnOf = new Int32Array(numRows).fill(-1);
    rowOf.forEach((row, column) => (columnOf[row] = column));
    return columnOf;
  }
  const duals = {
    rowPrice: new Float64Array(numRows),
    columnPrice: new Float64Array(numColumns),
  };
  const search: Search = {
    reach: new Float64Array(numColumns),
    cameFrom: new Int32Array(numColumns),
    rowSeen: new Uint8Array(numRows),
    columnSeen: new Uint8Array(numColumns),
    open: new Int32Array(numColumns),
  };
  const columnOf = new Int32Array(numRows).fill(-1);
  const rowOf = new Int32Array(numColumns).fill(-1);
  for (let row = 0; row < numRows; row++) {
    const { end, length } = shortestPath(cost, row, rowOf, duals, search);
    updatePrices(row, length, columnOf, duals, search);
    augment(row, end, columnOf, rowOf, search.cameFrom);
  }
  return columnOf;
}

function transposed(cost: Float64Array, numRows: number, numColumns: number): Float64Array {
  const out = new Float64Array(cost.length);
  for (let r = 0; r < numRows; r++) {
    for (let c = 0; c < numColumns; c++) out[c * numRows + r] = cost[r * numColumns + c];
  }
  return out;
}

/** Dijkstra over reduced costs from a row to the nearest free column. */
function shortestPath(
  cost: Float64Array,
  start: number,
  rowOf: Int32Array,
  { rowPrice, columnPrice }: Duals,
  { reach, cameFrom, rowSeen, columnSeen, open }: Search,
): { readonly end: number; readonly length: number } {
  const numColumns = rowOf.length;
  reach.fill(Infinity);
  rowSeen.fill(0);
  columnSeen.fill(0);
  for (let k = 0; k < numColumns; k++) open[k] = numColumns - 1 - k;
  let numOpen = numColumns;
  let row = start;
  let length = 0;
  for (;;) {
    rowSeen[row] = 1;
    let nearest = -1;
    let least = Infinity;
    for (let k = 0; k < numOpen; k++) {
      const column = open[k];
      const way = length + cost[row * numColumns + column] - rowPrice[row] - columnPrice[column];
      if (way < reach[column]) {
        reach[column] = way;
        cameFrom[column] = row;
      }
      const known = reach[column];
      if (known < least || (known === least && rowOf[column] < 0)) {
        least = known;
        nearest = k;
      }
    }
    length = least;
    const column = open[nearest];
    columnSeen[column] = 1;
    open[nearest] = open[--numOpen];
    if (rowOf[column] < 0) return { end: column, length };
    row = rowOf[column];
  }
}

function updatePrices(
  start: number,
  length: number,
  columnOf: Int32Array,
  { rowPrice, columnPrice }: Duals,
  { reach, rowSeen, columnSeen }: Search,
): void {
  rowPrice[start] += length;
  for (let r = 0; r < rowSeen.length; r++) {
    if (rowSeen[r] === 1 && r !== start) rowPrice[r] += length - reach[columnOf[r]];
  }
  for (let c = 0; c < columnSeen.length; c++) {
    if (columnSeen[c] === 1) columnPrice[c] -= length - reach[c];
  }
}

/** Turns the path around: every row on it takes the column by which it was left. */
function augment(
  start: number,
  end: number,
  columnOf: Int32Array,
  rowOf: Int32Array,
  cameFrom: Int32Array,
): void {
  let column = end;
  for (;;) {
    const row = cameFrom[column];
    rowOf[column] = row;
    const before = columnOf[row];
    columnOf[row] = column;
    if (row === start) return;
    column = before;
  }
}
