import { z } from "zod";
import { intProperty, textProperty } from "#core/recording/index.ts";
import { detectHdf5, holds } from "../shared/hdf5/index.ts";
import { defineSortingFormat } from "../shared/sorting-format.ts";
import { sortingFromTrains } from "../shared/unit-trains.ts";
import { kwikOf, rateOf, readUnits } from "./read.ts";

/** Units of Klusta: a .kwik (HDF5) with the .prm of the sampling rate beside it. */
export const klusta = defineSortingFormat({
  id: "klusta",
  label: "Klusta",
  extensions: ["kwik"],
  params: z.object({
    exclude_cluster_groups: z
      .array(z.enum(["noise", "mua", "good", "unsorted"]))
      .nullish()
      .describe("Clusters of these groups are left out."),
  }),
  siClass: "spikeinterface.extractors.klustaextractors.KlustaSortingExtractor",
  reader: "read_klusta",
  pathName: "file_or_folder_path",
  recognise: async (path, ctx) => {
    const { kwik } = await kwikOf(path, ctx);
    const found = await detectHdf5(kwik, ctx, ["sorting"], async (file) =>
      (await holds(file, { "/channel_groups": "group" }))
        ? `channel groups of Klusta are in ${ctx.fs.path.basename(kwik)}`
        : undefined,
    );
    return found?.why;
  },
  async read(path, { exclude_cluster_groups: excluded }, ctx, source) {
    const { kwik, folder } = await kwikOf(path, ctx);
    const samplingFrequency = await rateOf(folder, ctx);
    const all = await readUnits(kwik, ctx);
    const units = all.filter(({ quality }) => !excluded?.includes(quality));
    const clusters = units.map(({ cluster }) => cluster);
    const areUnique = new Set(clusters).size === clusters.length;
    return sortingFromTrains([units.map(({ frames }) => frames)], {
      // clusters of several channel groups may share numbers
      unitIds: areUnique ? clusters : units.map((_, i) => i),
      samplingFrequency,
      properties: new Map([
        ["group", intProperty(units.map(({ channelGroup }) => channelGroup))],
        ["quality", textProperty(units.map(({ quality }) => quality))],
      ]),
      source,
    });
  },
});
