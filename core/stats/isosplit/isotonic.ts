/** Pool-adjacent-violators on unit weights: blocks of a non-decreasing fit, and the error of fitting each prefix. */
interface IsotonicFit {
  /** [sample] */
  readonly values: Float64Array;
  /** [sample], squared error of the best non-decreasing fit of samples 0..j */
  readonly errors: Float64Array;
}

/** Best non-decreasing fit to `x` in the least-squares sense. */
function increasingFit(x: Float64Array): IsotonicFit {
  const n = x.length;
  const values = new Float64Array(n);
  const errors = new Float64Array(n);
  const sizes = new Int32Array(n);
  const sums = new Float64Array(n);
  const squares = new Float64Array(n);
  let last = -1;
  for (let j = 0; j < n; j++) {
    last++;
    sizes[last] = 1;
    sums[last] = x[j];
    squares[last] = x[j] * x[j];
    if (j > 0) errors[j] = errors[j - 1];
    while (last > 0 && !(sums[last - 1] / sizes[last - 1] < sums[last] / sizes[last])) {
      const a = last - 1;
      let before = squares[a] - (sums[a] * sums[a]) / sizes[a];
      before += squares[last] - (sums[last] * sums[last]) / sizes[last];
      sizes[a] += sizes[last];
      sums[a] += sums[last];
      squares[a] += squares[last];
      errors[j] += squares[a] - (sums[a] * sums[a]) / sizes[a] - before;
      last = a;
    }
  }
  let at = 0;
  for (let k = 0; k <= last; k++) {
    values.fill(sums[k] / sizes[k], at, at + sizes[k]);
    at += sizes[k];
  }
  return { values, errors };
}

/** Best fit that first does not decrease, then does not increase. */
export function upDownFit(x: Float64Array): Float64Array {
  const rising = increasingFit(x).errors;
  const falling = increasingFit(x.slice().reverse()).errors;
  let turn = 0;
  let least = Infinity;
  for (let i = 0; i < x.length; i++) {
    const error = rising[i] + falling[x.length - 1 - i];
    if (error < least) {
      least = error;
      turn = i;
    }
  }
  const out = new Float64Array(x.length);
  out.set(increasingFit(x.slice(0, turn)).values);
  const down = increasingFit(negated(x.subarray(turn))).values;
  for (let i = 0; i < down.length; i++) out[turn + i] = -down[i];
  return out;
}

/** Best fit that first does not increase, then does not decrease. */
export function downUpFit(x: Float64Array): Float64Array {
  return negated(upDownFit(negated(x)));
}

function negated(x: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = -x[i];
  return out;
}
