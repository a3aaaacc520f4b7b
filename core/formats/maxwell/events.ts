import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { ChannelEvents, EventData } from "../define.ts";
import { columnNumbers, openHdf5, readNumbers, readTable, readText } from "../shared/hdf5/index.ts";
import { OLD_VERSION } from "./session.ts";

const RATE_HZ = 20_000;

/**
 * Digital events of an old (MaxOne) file: a channel per bit pattern, with the frames where it starts; times count from
 * the first sample. @throws Unsupported for later versions, as in the reference
 */
export async function readMaxwellEvents(path: string, ctx: CoreContext): Promise<EventData> {
  const file = await openHdf5(path, ctx);
  if (Number(await readText(file, "/version")) !== OLD_VERSION) {
    throw new EphysError("Unsupported", `${path}: events of this MaxWell version are not read`, {
      path,
    });
  }
  const table = await readTable(file, "/bits", ["frameno", "bits"]);
  const frames = columnNumbers(table, "frameno", file);
  const states = columnNumbers(table, "bits", file);
  const first = frames.length === 0 ? 0 : await firstFrame(path, ctx);
  const channels = [...new Set(states)].filter((state) => state !== 0).sort((a, b) => a - b);
  const events = channels.map((channel): ChannelEvents => {
    const rows = [...states.keys()].filter((i) => states[i] === channel || states[i] === 0);
    return {
      channel_id: String(channel),
      time: Float64Array.from(rows, (i) => (frames[i] - first) / RATE_HZ),
      duration: new Float64Array(rows.length).fill(NaN),
      label: rows.map((i) => (states[i] === 0 ? "-1" : String(channel))),
    };
  });
  return { channel_ids: channels.map(String), segments: [events] };
}

/** The last two rows of the samples are the low and the high half of the frame number. */
async function firstFrame(path: string, ctx: CoreContext): Promise<number> {
  const file = await openHdf5(path, ctx);
  const { shape } = await file.dataset("/sig");
  if (shape.length !== 2 || shape[0] < 2 || shape[1] < 1) return 0;
  const value = await file.read("/sig", [
    [shape[0] - 2, shape[0]],
    [0, 1],
  ]);
  if (value.kind !== "array") return (await readNumbers(file, "/sig"))[0];
  const [low, high] = value.array.data;
  return Number(high) * 65_536 + Number(low);
}
