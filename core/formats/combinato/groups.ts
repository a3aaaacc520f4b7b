import { toFloat64 } from "#core/array/index.ts";
import type { Hdf5File } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { readArray, readNumbers } from "../shared/hdf5/index.ts";
import { rint } from "../shared/rint.ts";
import { distinct } from "../shared/unit-trains.ts";

/** Classes that were joined. */
export interface CombinatoGroup {
  /** −1 artifact, 0 unsorted, 1 multi-unit, 2 single unit */
  readonly type: number;
  readonly frames: readonly number[];
}

/** The groups of one sign, ascending. @throws CorruptFile */
export async function readSign(
  sorted: Hdf5File,
  times: Hdf5File,
  sign: "neg" | "pos",
  samplingFrequency: number,
): Promise<CombinatoGroup[]> {
  const classOf = await readNumbers(sorted, "/classes");
  const index = await readNumbers(sorted, "/index");
  const groupPairs = await pairsOf(sorted, "/groups");
  const types = new Map(await pairsOf(sorted, "/types"));
  const milliseconds = await readNumbers(times, `/${sign}/times`);
  if (index.length !== classOf.length) {
    throw corrupt(
      sorted,
      `has ${String(index.length)} indices for ${String(classOf.length)} classes`,
    );
  }
  return distinct(groupPairs.map(([, group]) => group)).map((group) => {
    const classes = new Set(groupPairs.filter(([, g]) => g === group).map(([one]) => one));
    const type = types.get(group);
    if (type === undefined) throw corrupt(sorted, `has no type of group ${String(group)}`);
    const frames: number[] = [];
    for (let i = 0; i < classOf.length; i++) {
      if (!classes.has(classOf[i])) continue;
      const time = milliseconds[index[i]] as number | undefined;
      if (time === undefined || !Number.isFinite(time)) {
        throw corrupt(
          sorted,
          `names spike ${String(index[i])}, ${times.path} has ${String(milliseconds.length)}`,
        );
      }
      frames.push(rint(time * (samplingFrequency / 1000)));
    }
    return { type, frames };
  });
}

async function pairsOf(file: Hdf5File, path: string): Promise<(readonly [number, number])[]> {
  const array = await readArray(file, path);
  if (array.shape.length !== 2 || array.shape[1] < 2 || Array.isArray(array.data)) {
    throw corrupt(file, `has ${path} of ${array.shape.join(" × ")}, not pairs`);
  }
  const data = toFloat64(array);
  const width = array.shape[1];
  return Array.from({ length: array.shape[0] }, (_, i) => [data[i * width], data[i * width + 1]]);
}

function corrupt(file: Hdf5File, what: string): EphysError {
  return new EphysError("CorruptFile", `${file.path} ${what}`, { path: file.path });
}
