import { solveLinear } from "#core/linalg/index.ts";

/**
 * The cubic spline through at least four points, smooth at the second and the last but one too ("not a knot"), as
 * scipy.interpolate.interp1d(kind="cubic"); beyond the ends its outer pieces go on.
 */
export function splineThrough(
  x: readonly number[],
  y: readonly number[],
): (value: number) => number {
  const m = secondDerivatives(x, y);
  return (value) => {
    let i = 0;
    while (i < x.length - 2 && value > x[i + 1]) i++;
    const h = x[i + 1] - x[i];
    const a = (x[i + 1] - value) / h;
    const b = (value - x[i]) / h;
    return a * y[i] + b * y[i + 1] + (((a ** 3 - a) * m[i] + (b ** 3 - b) * m[i + 1]) * h * h) / 6;
  };
}

function secondDerivatives(x: readonly number[], y: readonly number[]): Float64Array {
  const n = x.length;
  const matrix = new Float64Array(n * n);
  const right = new Float64Array(n);
  const h = (i: number): number => x[i + 1] - x[i];
  for (let i = 1; i < n - 1; i++) {
    matrix[i * n + i - 1] = h(i - 1);
    matrix[i * n + i] = 2 * (h(i - 1) + h(i));
    matrix[i * n + i + 1] = h(i);
    right[i] = 6 * ((y[i + 1] - y[i]) / h(i) - (y[i] - y[i - 1]) / h(i - 1));
  }
  // the third derivative does not jump at the second point nor at the last but one
  matrix[0] = h(1);
  matrix[1] = -(h(0) + h(1));
  matrix[2] = h(0);
  matrix[n * n - 3] = h(n - 2);
  matrix[n * n - 2] = -(h(n - 3) + h(n - 2));
  matrix[n * n - 1] = h(n - 3);
  return solveLinear(matrix, n, right);
}
