import { basename } from "node:path";
import type { AsyncApi } from "#contract/index.ts";
import { storedPath } from "#main/project/index.ts";
import { openedSorting } from "../files/open-path.ts";
import type { ServiceContext } from "../context.ts";
import { sortingSummary } from "../project-tree.ts";

export function createSortingsService(ctx: ServiceContext): AsyncApi["sortings"] {
  return {
    async add({ path, recordingId, format, params }) {
      const { project } = ctx.session();
      if (recordingId !== undefined) project.recordings.get(recordingId); // refuses an unknown id
      const place = ctx.guard.check(path);
      const { sorting, match } = await openedSorting(
        place,
        { params: params ?? {}, ...(format === undefined ? {} : { format }) },
        ctx.tasks,
      );
      const id = project.sortings.add({
        name: basename(place),
        recordingId: recordingId ?? null,
        source: match.format,
        ...storedPath(project.folder, place),
        dict: sorting.dict,
        numUnits: sorting.unitIds.length,
        numSpikes: sorting.spikes.sampleIndex.length,
        isGroundTruth: false,
        createdAt: new Date().toISOString(),
        jobId: null,
      });
      ctx.emitTree();
      return sortingSummary(project.sortings.get(id));
    },
    async remove({ sortingId }) {
      const { project } = ctx.session();
      project.sortings.get(sortingId); // refuses an unknown id
      project.sortings.remove(sortingId);
      ctx.emitTree();
      return null;
    },
  };
}
