import { Mat5 } from "#core/exporters/mat/mat5.ts";

/** NAME_spikes.mat as WaveClus saves it: a row per spike, channel after channel; times in ms. */
export async function waveclusMat(
  rows: readonly (readonly number[])[],
  timesMs: readonly number[],
  { pre, post }: { readonly pre: number; readonly post: number },
): Promise<Uint8Array> {
  const file = new Mat5();
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, c) => rows.map((row) => row[c] ?? NaN)).flat();
  await file.numbers("/spikes", [rows.length, width], Float64Array.from(columns));
  await file.numbers("/index", [1, timesMs.length], Float64Array.from(timesMs));
  await file.struct("/par");
  await file.column("/par/sr", [30_000]);
  await file.column("/par/w_pre", [pre]);
  await file.column("/par/w_post", [post]);
  return file.encode("Mon May 06 07:08:09 2024");
}
