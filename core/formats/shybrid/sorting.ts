import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { requireFile } from "../shared/files.ts";
import { distinct, sortingFromTrains, trainsOfLabels } from "../shared/unit-trains.ts";

export const SHYBRID_SORTING_CLASS =
  "spikeinterface.extractors.shybridextractors.SHYBRIDSortingExtractor";

/** Units and frames of a .csv without a header. @throws CorruptFile naming the line */
export function parseSpikes(
  text: string,
  delimiter: string,
  path: string,
): { readonly labels: number[]; readonly frames: number[] } {
  const labels: number[] = [];
  const frames: number[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const cells = line.split(delimiter);
    const [label, frame] = cells.map((cell) => (cell.trim() === "" ? NaN : Number(cell)));
    if (
      cells.length !== 2 ||
      !Number.isSafeInteger(label) ||
      !Number.isSafeInteger(frame) ||
      frame < 0
    ) {
      throw new EphysError(
        "CorruptFile",
        `${path}, line ${String(i + 1)}, "${line.slice(0, 40)}", is no unit and frame`,
        { path, line: i + 1 },
      );
    }
    labels.push(label);
    frames.push(frame);
  }
  return { labels, frames };
}

/** Spikes as lines of unit and frame. */
export async function readShybridSorting(
  path: string,
  samplingFrequency: number,
  delimiter: string,
  ctx: CoreContext,
): Promise<Sorting> {
  await requireFile(path, ctx);
  const { labels, frames } = parseSpikes(await ctx.fs.readText(path), delimiter, path);
  const unitIds = distinct(labels);
  return sortingFromTrains([trainsOfLabels(frames, labels, unitIds)], {
    unitIds,
    samplingFrequency,
    source: {
      siClass: SHYBRID_SORTING_CLASS,
      kwargs: { file_path: path, sampling_frequency: samplingFrequency, delimiter },
    },
  });
}
