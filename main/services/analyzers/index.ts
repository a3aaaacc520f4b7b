import { basename } from "node:path";
import type { AnalyzerDetail, AsyncApi } from "#contract/index.ts";
import { sparsityParams, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { EXTENSIONS } from "#core/extensions/index.ts";
import { storedPath } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { describeDefinition } from "../describe-definition.ts";
import { analyzerSummary } from "../project-tree.ts";
import { channelRowsOfAnalyzer, contoursOfAnalyzer } from "./analyzer-channels.ts";
import { recordingToAttach } from "./attach-recording.ts";
import { componentsJob } from "./components-job.ts";
import { estimateExtensions } from "./estimate.ts";
import { analyzeJob, computeJob } from "./jobs.ts";
import { unitTable } from "./unit-table.ts";

export function createAnalyzersService(ctx: ServiceContext): AsyncApi["analyzers"] {
  return {
    async add({ path }) {
      const session = ctx.session();
      const { project } = session;
      const place = ctx.guard.check(path);
      const analyzer = await session.analyzers.openFolder(place);
      const recording = await recordingToAttach(ctx, analyzer, basename(place));
      const change = { updatedAt: new Date().toISOString(), jobId: null };
      const id = project.atomically(() => {
        const added = project.analyzers.add({
          name: basename(place),
          recordingId:
            typeof recording === "object" && recording !== null
              ? project.recordings.add(recording)
              : recording,
          sortingId: null,
          ...storedPath(project.folder, place),
          numUnits: analyzer.sorting.unitIds.length,
          createdAt: change.updatedAt,
          jobId: null,
        });
        // what was made of a folder of Phy's lies in no folder
        if (analyzer.folder === undefined) {
          for (const { name, params } of analyzer.extensions.values()) {
            project.analyzers.setExtension(added, { name, state: "done", params }, change);
          }
        }
        return added;
      });
      ctx.emitTree();
      return analyzerSummary(session, project.analyzers.get(id));
    },
    async create(input) {
      return { jobId: ctx.session().queue.enqueue(analyzeJob(ctx, input)) };
    },
    async sparsity() {
      return describeDefinition({
        name: "sparsity",
        label: "Channels of a unit",
        summary: "On which channels a unit's waveforms, templates and components are kept.",
        params: sparsityParams,
      });
    },
    async compute(input) {
      return { jobId: ctx.session().queue.enqueue(computeJob(ctx, input)) };
    },
    async components(input) {
      return { jobId: ctx.session().queue.enqueue(componentsJob(ctx, input)) };
    },
    async get({ analyzerId }) {
      const session = ctx.session();
      const row = session.project.analyzers.get(analyzerId);
      const analyzer = await session.analyzers.early(analyzerId);
      return { ...analyzerSummary(session, row), ...detailOf(analyzer) };
    },
    async units({ analyzerId }) {
      return unitTable(ctx.session(), analyzerId);
    },
    async catalog() {
      return EXTENSIONS.map((extension) => ({
        ...describeDefinition(extension),
        dependsOn: [...extension.dependsOn],
        uses: "uses" in extension ? [...extension.uses] : [],
        needsRecording: extension.needsRecording,
      }));
    },
    async estimate({ analyzerId }) {
      return estimateExtensions(await ctx.session().analyzers.get(analyzerId));
    },
    async remove({ analyzerId }) {
      const { project, analyzers } = ctx.session();
      project.analyzers.get(analyzerId); // refuses an unknown id
      project.analyzers.remove(analyzerId);
      analyzers.forget(analyzerId);
      ctx.emitTree();
      return null;
    },
  };
}

type Detail = Omit<AnalyzerDetail, keyof ReturnType<typeof analyzerSummary>>;

function detailOf(analyzer: SortingAnalyzer): Detail {
  const { samplingFrequency, numSamples } = analyzer.attributes;
  const params = analyzer.extensions.get("templates")?.params;
  const frames = (key: string): number | null => {
    const ms = params?.[key];
    return typeof ms === "number" ? Math.trunc((ms * samplingFrequency) / 1000) : null;
  };
  return {
    samplingFrequency,
    numSamples,
    channels: channelRowsOfAnalyzer(analyzer),
    probeContours: contoursOfAnalyzer(analyzer),
    isSparse: analyzer.sparsity !== undefined,
    returnInUv: analyzer.returnInUv,
    nbefore: frames("ms_before"),
    nafter: frames("ms_after"),
  };
}
