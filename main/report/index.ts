import { dirname } from "node:path";
import {
  decodeFrame,
  type AnalyzerDetail,
  type ComparisonTable,
  type Frame,
  type UnitTable,
} from "#contract/index.ts";
import type { FileSystemPort } from "#core/io/index.ts";
import type { App } from "#main/app/types.ts";
import { errorFromWire } from "#main/errors/index.ts";
import { amplitudeFigure, autocorrelogramFigure, probeFigure, waveformFigure } from "./figures.ts";
import { reportPage, type Analysis, type UnitSection } from "./page.ts";

/** Units that are drawn; all are in the table. */
const MAX_DRAWN_UNITS = 300;

export interface ReportInput {
  readonly recordingId: number;
  readonly sortingId: number;
  /** undefined when there were no units to analyze */
  readonly analyzerId: number | undefined;
  readonly file: string;
  readonly comparison?: ComparisonTable;
}

/** Writes one HTML file that needs nothing else: tables and drawings of a sorting, readable without a network. */
export async function writeReport(app: App, fs: FileSystemPort, input: ReportInput): Promise<void> {
  const { recordingId, sortingId, analyzerId, file, comparison } = input;
  const recording = await app.api.recordings.get({ recordingId });
  const tree = await app.api.projects.current({});
  const sorting = tree?.sortings.find(({ id }) => id === sortingId);
  const html = reportPage({
    recording,
    sortingName: sorting?.name ?? "",
    numSpikes: sorting?.numSpikes ?? 0,
    analysis: analyzerId === undefined ? undefined : await analysisOf(app, analyzerId),
    jobs: await app.api.jobs.list({}),
    dropped: await app.api.sorters.getDropped({ sortingId }),
    ...(comparison === undefined ? {} : { comparison }),
  });
  await fs.makeFolder(dirname(file));
  await fs.writeFile(file, html);
}

async function analysisOf(app: App, analyzerId: number): Promise<Analysis> {
  const detail = await app.api.analyzers.get({ analyzerId });
  const units = await app.api.analyzers.units({ analyzerId });
  const sections = await unitSections(app, detail, units);
  return { path: detail.path, units, probe: probeFigure(detail, units), sections };
}

async function unitSections(
  app: App,
  detail: AnalyzerDetail,
  units: UnitTable,
): Promise<UnitSection[]> {
  const has = new Set(
    detail.extensions.filter(({ state }) => state === "done").map(({ name }) => name),
  );
  const sections: UnitSection[] = [];
  for (const [index, unitId] of units.unitIds.slice(0, MAX_DRAWN_UNITS).entries()) {
    const query = { analyzer: String(detail.id), units: String(index) };
    const figures: string[] = [];
    if (has.has("templates")) {
      const wanted = { analyzer: query.analyzer, unit: String(index), spikes: "0" };
      figures.push(waveformFigure(await frameOf(app, "waveforms", wanted), detail));
    }
    if (has.has("correlograms")) {
      figures.push(autocorrelogramFigure(await frameOf(app, "correlograms", query)));
    }
    if (has.has("spike_amplitudes")) {
      const wanted = { ...query, max: "400" };
      figures.push(amplitudeFigure(await frameOf(app, "cloud", wanted)));
    }
    sections.push({ unitId, label: units.labels[index] ?? null, figures });
  }
  return sections;
}

async function frameOf(app: App, view: string, query: Record<string, string>): Promise<Frame> {
  const reply = await app.frame(view, new URLSearchParams(query));
  if (reply.ok) return decodeFrame(reply.bytes.buffer);
  throw errorFromWire(reply.error);
}
