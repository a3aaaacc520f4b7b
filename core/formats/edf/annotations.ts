import { textFromUtf8 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import type { ChannelEvents, EventData } from "../define.ts";
import { readEdfHeader } from "./header.ts";

/** Annotations read at most; more are no annotations. */
const MAX_ANNOTATIONS = 1_000_000;

interface Annotation {
  readonly time: number;
  /** NaN = none */
  readonly duration: number;
  readonly label: string;
}

/**
 * Time-stamped annotations lists of EDF+ (+onset[\x15duration]\x14text\x14…\0): those with a duration are epochs. The
 * entries without text, which only time the records, are left out.
 */
export async function readEdfEvents(path: string, ctx: CoreContext): Promise<EventData> {
  const header = await readEdfHeader(path, ctx);
  const lists = header.signals.filter(({ isAnnotation }) => isAnnotation);
  const found: Annotation[] = [];
  const source = await ctx.fs.openBytes(path);
  try {
    for (let r = 0; r < header.numRecords && found.length < MAX_ANNOTATIONS; r++) {
      for (const { offsetBytes, perRecord } of lists) {
        const bytes = new Uint8Array(perRecord * header.itemBytes);
        await source.readInto(header.headerBytes + r * header.recordBytes + offsetBytes, bytes);
        found.push(...parseLists(textFromUtf8(bytes)));
      }
    }
  } finally {
    await source.close();
  }
  const isEpoch = ({ duration }: Annotation): boolean => duration > 0;
  return {
    channel_ids: ["event_channel", "epoch_channel"],
    segments: [
      [
        channelOf(
          "event_channel",
          found.filter((one) => !isEpoch(one)),
        ),
        channelOf("epoch_channel", found.filter(isEpoch)),
      ],
    ],
  };
}

function* parseLists(text: string): Generator<Annotation> {
  for (const list of text.split("\0")) {
    const match = /^([+-]\d+(?:\.\d*)?)(?:\x15(\d+(?:\.\d*)?))?\x14([\s\S]*)$/.exec(list);
    if (!match) continue;
    const [, onset, duration, labels] = match as readonly (string | undefined)[];
    for (const label of (labels ?? "").split("\x14")) {
      if (label === "") continue;
      yield {
        time: Number(onset),
        duration: duration === undefined ? NaN : Number(duration),
        label,
      };
    }
  }
}

function channelOf(id: string, annotations: readonly Annotation[]): ChannelEvents {
  return {
    channel_id: id,
    time: Float64Array.from(annotations, ({ time }) => time),
    duration: Float64Array.from(annotations, ({ duration }) => duration),
    label: annotations.map(({ label }) => label),
  };
}
