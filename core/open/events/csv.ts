import type { CoreContext } from "#core/compute/index.ts";
import {
  columnTexts,
  isFile,
  parseTable,
  type EventData,
  type TableColumn,
} from "#core/formats/index.ts";
import { EphysError } from "#core/model/index.ts";

/** Names of columns that hold seconds, or frames. */
const TIME_COLUMNS = ["time", "times", "time_s", "timestamp", "timestamps", "onset", "start_time"];
const FRAME_COLUMNS = ["sample", "sample_index", "frame", "start_frame"];
const DURATION_COLUMNS = ["duration", "duration_s"];
const LABEL_COLUMNS = ["label", "event", "value", "trial_type", "name"];
const CHANNEL_COLUMNS = ["channel", "channel_id"];
/** Larger tables are no events. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Events of a .csv or .tsv with a header: a column of times in s (time, onset …) or frames (sample, frame …), and where
 * they are there duration (s), label and channel.
 * @throws FileNotFound, CorruptFile naming the row
 */
export async function readEventTable(
  path: string,
  samplingFrequency: number,
  ctx: CoreContext,
): Promise<EventData> {
  if (!(await isFile(path, ctx))) {
    throw new EphysError("FileNotFound", `there is no file ${path}`, { path });
  }
  if (((await ctx.fs.stat(path))?.sizeBytes ?? 0) > MAX_BYTES) {
    throw new EphysError("CorruptFile", `${path} is too large for a table of events`, { path });
  }
  const delimiter = ctx.fs.path.extname(path).toLowerCase() === ".tsv" ? "\t" : ",";
  const table = parseTable(await ctx.fs.readText(path), delimiter);
  const column = (names: readonly string[]): TableColumn | undefined => {
    const key = [...(table?.keys() ?? [])].find((name) =>
      names.includes(name.trim().toLowerCase()),
    );
    return key === undefined ? undefined : table?.get(key);
  };
  const times = column(TIME_COLUMNS);
  const frames = column(FRAME_COLUMNS);
  const positions = times ?? frames;
  if (!positions) {
    throw new EphysError(
      "CorruptFile",
      `${path} has no column of times (${TIME_COLUMNS.join(", ")}) or frames (${FRAME_COLUMNS.join(", ")})`,
      { path },
    );
  }
  const seconds = numbersOf(positions, path).map((n) => (times ? n : n / samplingFrequency));
  const durations = column(DURATION_COLUMNS);
  const labels = column(LABEL_COLUMNS);
  const channels = column(CHANNEL_COLUMNS);
  const texts = labels ? columnTexts(labels) : seconds.map(() => "");
  const channelOf = channels ? columnTexts(channels) : seconds.map(() => "events");
  const ids = [...new Set(channelOf)];
  const rowsOf = (id: string): number[] =>
    [...seconds.keys()].filter((i) => channelOf[i] === id).sort((a, b) => seconds[a] - seconds[b]);
  return {
    channel_ids: ids,
    segments: [
      ids.map((id) => ({
        channel_id: id,
        time: Float64Array.from(rowsOf(id), (i) => seconds[i]),
        duration: Float64Array.from(rowsOf(id), (i) => Number(durations?.values[i] ?? NaN)),
        label: rowsOf(id).map((i) => texts[i]),
      })),
    ],
  };
}

function numbersOf({ values }: TableColumn, path: string): number[] {
  return values.map((value, i) => {
    const number = typeof value === "number" ? value : NaN;
    if (Number.isFinite(number)) return number;
    throw new EphysError("CorruptFile", `${path}: row ${String(i + 1)} has no number as its time`, {
      path,
      row: i + 1,
    });
  });
}
