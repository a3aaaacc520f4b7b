import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { detectHdf5, holds, openHdf5, readNumbers, readRate } from "../shared/hdf5/index.ts";
import { defineSortingFormat } from "../shared/sorting-format.ts";
import { distinct, sortingFromTrains, trainsOfLabels } from "../shared/unit-trains.ts";

/** Units of HerdingSpikes 2 (HDF5). */
export const herdingspikes = defineSortingFormat({
  id: "herdingspikes",
  label: "HerdingSpikes",
  extensions: ["hdf5", "h5"],
  params: z.object({
    load_unit_info: z
      .boolean()
      .default(true)
      .describe("Of the reference's reader, which reads nothing more with it."),
  }),
  siClass: "spikeinterface.extractors.herdingspikesextractors.HerdingspikesSortingExtractor",
  reader: "read_herdingspikes",
  pathName: "file_path",
  recognise: async (path, ctx) => {
    const found = await detectHdf5(path, ctx, ["sorting"], async (file) =>
      (await holds(file, { "/Sampling": "dataset", "/cluster_id": "dataset", "/times": "dataset" }))
        ? "HerdingSpikes' times and clusters are in the HDF5 file"
        : undefined,
    );
    return found?.why;
  },
  async read(path, _params, ctx, source) {
    const file = await openHdf5(path, ctx);
    const samplingFrequency = await readRate(file, "/Sampling");
    const labels = await readNumbers(file, "/cluster_id");
    const times = await readNumbers(file, "/times");
    if (labels.length !== times.length) {
      throw new EphysError(
        "CorruptFile",
        `${path} has ${String(times.length)} times for ${String(labels.length)} clusters`,
        { path },
      );
    }
    const unitIds = distinct(labels);
    const trains = trainsOfLabels(times, labels, unitIds);
    return sortingFromTrains([trains], { unitIds, samplingFrequency, source });
  },
});
