import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { floatProperty } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { rint } from "../shared/rint.ts";
import { distinct, sortingFromTrains, trainsOfLabels } from "../shared/unit-trains.ts";
import { readMda } from "./mda-file.ts";

export const MDA_SORTING_CLASS = "spikeinterface.extractors.mdaextractors.MdaSortingExtractor";

/** firings.mda: [3 or more × spike] with the main channel (from 1), the frame and the label of each spike. */
export async function readMdaSorting(
  path: string,
  samplingFrequency: number,
  ctx: CoreContext,
): Promise<Sorting> {
  const { shape, data } = await readMda(path, ctx);
  const [numRows, numSpikes] = shape;
  if (shape.length !== 2 || numRows < 3) {
    throw new EphysError(
      "CorruptFile",
      `${path} is an array of ${shape.join(" × ")}; firings have three rows: channel, frame, label`,
      { path },
    );
  }
  const frames = new Float64Array(numSpikes);
  const labels = new Float64Array(numSpikes);
  const channelOf = new Map<number, number>();
  for (let i = 0; i < numSpikes; i++) {
    const label = data[i * numRows + 2];
    frames[i] = rint(data[i * numRows + 1]);
    labels[i] = label;
    if (!channelOf.has(label)) channelOf.set(label, data[i * numRows]);
    if (!Number.isInteger(label) || !Number.isFinite(frames[i])) {
      throw new EphysError(
        "CorruptFile",
        `${path}: spike ${String(i)} has label ${String(label)} at frame ${String(frames[i])}`,
        { path, spike: i },
      );
    }
  }
  const unitIds = distinct(labels);
  return sortingFromTrains([trainsOfLabels(frames, labels, unitIds)], {
    unitIds,
    samplingFrequency,
    properties: new Map([
      ["max_channel", floatProperty(unitIds.map((id) => channelOf.get(id) ?? NaN))],
    ]),
    source: {
      siClass: MDA_SORTING_CLASS,
      kwargs: { file_path: path, sampling_frequency: samplingFrequency },
    },
  });
}
