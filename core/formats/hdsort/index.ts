import { z } from "zod";
import { ndArray, sizeOfShape, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { isFile } from "../shared/files.ts";
import {
  findMatValue,
  isMatFile,
  MAT_HEAD_BYTES,
  matNumber,
  matValue,
  openMat,
  type MatFile,
  type MatNumbers,
  type MatStruct,
} from "../shared/mat/index.ts";
import { defineSortingFormat, type SortingSource } from "../shared/sorting-format.ts";
import { sortingFromTrains } from "../shared/unit-trains.ts";

const params = z.object({
  keep_good_only: z
    .boolean()
    .default(true)
    .describe("Leave out noise: units whose number is a multiple of 1000."),
});

/** HDSort's results in MATLAB: Units with trains and footprints. */
export const hdsort = defineSortingFormat({
  id: "hdsort",
  label: "HDSort",
  extensions: ["mat"],
  params,
  siClass: "spikeinterface.extractors.hdsortextractors.HDSortSortingExtractor",
  reader: "read_hdsort",
  pathName: "file_path",
  async recognise(path, ctx) {
    if (!path.toLowerCase().endsWith(".mat") || !(await isFile(path, ctx))) return undefined;
    if (!isMatFile(await ctx.fs.readBytes(path, MAT_HEAD_BYTES))) return undefined;
    const { names } = await openMat(path, ctx);
    return names.includes("Units") && names.includes("MultiElectrode")
      ? "Units and MultiElectrode, which HDSort saves"
      : undefined;
  },
  read: readHdsort,
});

/** One of HDSort's units. */
interface Unit {
  readonly id: number;
  readonly train: Float64Array;
  readonly footprint: MatNumbers;
  readonly cutLeft: Float64Array;
}

async function readHdsort(
  path: string,
  { keep_good_only: goodOnly }: z.output<typeof params>,
  ctx: CoreContext,
  source: SortingSource,
): Promise<Sorting> {
  const file = await openMat(path, ctx);
  const samplingFrequency = await matNumber(file, "samplingRate");
  const start = await findMatValue(file, "sortingInfo/startTimes");
  const startFrame = start?.kind === "numbers" ? Math.trunc(start.data[0] ?? 0) : 0;
  const all = await readUnits(file);
  const units = all.filter(({ id }) => !goodOnly || id % 1000 !== 0);
  return sortingFromTrains(
    [units.map(({ train }) => train.map((frame) => Math.trunc(frame) - startFrame))],
    {
      unitIds: units.map(({ id }) => id),
      samplingFrequency,
      properties: propertiesOf(units),
      source,
    },
  );
}

function propertiesOf(units: readonly Unit[]): ReadonlyMap<string, NdArray> {
  const properties = new Map<string, NdArray>();
  const template = stacked(units.map(({ footprint }) => footprint));
  const before = stacked(units.map(({ cutLeft: data }) => ({ shape: [data.length], data })));
  if (template) properties.set("template", template);
  if (before) properties.set("template_frames_cut_before", before);
  return properties;
}

async function readUnits(file: MatFile): Promise<Unit[]> {
  const struct = await matValue(file, "Units");
  if (struct.kind !== "struct") {
    throw new EphysError("CorruptFile", `${file.path}: Units is no struct`, { path: file.path });
  }
  const count = sizeOfShape(struct.shape);
  const units: Unit[] = [];
  for (let i = 0; i < count; i++) {
    const numbers = (name: string): Promise<MatNumbers> => fieldNumbers(file, struct, name, i);
    const [id] = (await numbers("ID")).data;
    if (!Number.isSafeInteger(id)) {
      throw new EphysError(
        "CorruptFile",
        `${file.path}: unit ${String(i)} is called ${String(id)}`,
        {
          path: file.path,
        },
      );
    }
    units.push({
      id,
      train: (await numbers("spikeTrain")).data,
      footprint: await numbers("footprint"),
      cutLeft: (await numbers("cutLeft")).data,
    });
  }
  return units;
}

async function fieldNumbers(
  file: MatFile,
  struct: MatStruct,
  name: string,
  index: number,
): Promise<MatNumbers> {
  const value = await struct.field(name, index);
  if (value?.kind === "numbers") return value;
  throw new EphysError(
    "CorruptFile",
    `${file.path}: Units(${String(index + 1)}).${name} ${value ? "is " + value.kind : "is missing"}`,
    { path: file.path },
  );
}

/** Arrays of one shape as one, their dimensions turned round as MATLAB counts them; undefined when shapes differ. */
function stacked(
  arrays: readonly { readonly shape: readonly number[]; readonly data: Float64Array }[],
): NdArray | undefined {
  const [first] = arrays as readonly (MatNumbers | undefined)[];
  if (!first) return undefined;
  const shape = [...first.shape].reverse();
  const same = arrays.every((array) => array.shape.join() === first.shape.join());
  if (!same) return undefined;
  const data = new Float64Array(arrays.length * first.data.length);
  for (const [i, array] of arrays.entries()) data.set(array.data, i * first.data.length);
  return ndArray("float64", [arrays.length, ...shape], data);
}
