/*
 * NumPy's default argsort (version 1.24): an unstable quicksort with insertion sort below 17 elements and heapsort when
 * it degenerates. Where values tie, the order is this algorithm's; a result that depends on it needs the same one.
 */

const SMALL = 15;

/** Positions that sort `values`, with ties in the order that NumPy 1.24 leaves them in. NaN is not ordered here. */
export function numpyArgsort(values: ArrayLike<number>): Int32Array {
  const order = Int32Array.from({ length: values.length }, (_, i) => i);
  quicksort(values, order);
  return order;
}

function quicksort(v: ArrayLike<number>, order: Int32Array): void {
  const stack: [left: number, right: number, depth: number][] = [
    [0, order.length - 1, 2 * Math.floor(Math.log2(Math.max(1, order.length)))],
  ];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    let [left, right, depth] = top;
    if (depth < 0) {
      heapsort(v, order, left, right - left + 1);
      continue;
    }
    while (right - left > SMALL) {
      const middle = left + ((right - left) >> 1);
      if (v[order[middle]] < v[order[left]]) swap(order, middle, left);
      if (v[order[right]] < v[order[middle]]) swap(order, right, middle);
      if (v[order[middle]] < v[order[left]]) swap(order, middle, left);
      const pivot = v[order[middle]];
      let i = left;
      let j = right - 1;
      swap(order, middle, j);
      for (;;) {
        do i++;
        while (v[order[i]] < pivot);
        do j--;
        while (pivot < v[order[j]]);
        if (i >= j) break;
        swap(order, i, j);
      }
      swap(order, i, right - 1);
      depth--;
      if (i - left < right - i) {
        stack.push([i + 1, right, depth]);
        right = i - 1;
      } else {
        stack.push([left, i - 1, depth]);
        left = i + 1;
      }
    }
    insertionSort(v, order, left, right);
  }
}

function insertionSort(v: ArrayLike<number>, order: Int32Array, left: number, right: number): void {
  for (let i = left + 1; i <= right; i++) {
    const moved = order[i];
    let to = i;
    while (to > left && v[moved] < v[order[to - 1]]) {
      order[to] = order[to - 1];
      to--;
    }
    order[to] = moved;
  }
}

function heapsort(v: ArrayLike<number>, order: Int32Array, left: number, count: number): void {
  const at = (i: number): number => order[left + i - 1];
  const put = (i: number, position: number): void => {
    order[left + i - 1] = position;
  };
  const sink = (from: number, size: number, position: number): void => {
    let i = from;
    for (let j = 2 * from; j <= size;) {
      if (j < size && v[at(j)] < v[at(j + 1)]) j++;
      if (!(v[position] < v[at(j)])) break;
      put(i, at(j));
      i = j;
      j *= 2;
    }
    put(i, position);
  };
  for (let root = count >> 1; root > 0; root--) sink(root, count, at(root));
  for (let size = count; size > 1; size--) {
    const last = at(size);
    put(size, at(1));
    sink(1, size - 1, last);
  }
}

function swap(order: Int32Array, a: number, b: number): void {
  const kept = order[a];
  order[a] = order[b];
  order[b] = kept;
}
