import { textFromLatin1 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";
import { RawTraces } from "../shared/raw-traces.ts";
import type { Session } from "../shared/session/index.ts";

/** The header ends before this byte. */
export const MAX_HEADER_BYTES = 5000;
/** "EOH" and a line end of two characters */
const END_BYTES = 5;

interface McsHeader {
  readonly headerBytes: number;
  readonly samplingFrequency: number;
  readonly names: readonly string[];
  readonly units: string;
  readonly gain: number;
  readonly offset: number;
}

/** Text lines up to "EOH", then uint16 samples of all channels, frame by frame. */
export async function openMcsRaw(path: string, ctx: CoreContext): Promise<Session> {
  const fileBytes = await requireFile(path, ctx);
  const header = parseHeader(await ctx.fs.readBytes(path, MAX_HEADER_BYTES), path);
  const { names, headerBytes, samplingFrequency } = header;
  const numSamples = Math.max(0, Math.floor((fileBytes - headerBytes) / 2 / names.length));
  return {
    reader: "RawMCSRawIO",
    numSegments: 1,
    streams: [
      {
        id: "0",
        name: "Signals",
        segments: [{ numSamples, tStartS: 0 }],
        traces: () =>
          new RawTraces(
            {
              dtype: "uint16",
              bigEndian: false,
              numFileChannels: names.length,
              timeAxis: 0,
              segments: [{ path, offsetBytes: headerBytes, numSamples }],
            },
            ctx,
          ),
      },
    ],
    channels: names.map((name, i) => ({
      id: String(i),
      name,
      samplingFrequency,
      dtype: "uint16",
      units: header.units,
      gain: header.gain,
      offset: header.offset,
      streamId: "0",
    })),
    spikeChannels: [],
    eventChannels: [],
  };
}

function parseHeader(bytes: Uint8Array, path: string): McsHeader {
  const text = textFromLatin1(bytes);
  const end = text.indexOf("EOH");
  if (end < 0) {
    throw new EphysError(
      "CorruptFile",
      `${path} has no "EOH" in its first ${String(MAX_HEADER_BYTES)} bytes; export it again with the header option`,
      { path },
    );
  }
  const values = new Map<string, string>();
  for (const line of text.slice(0, end).split(/\r?\n/)) {
    const match = /(Sample rate|ADC zero|El|Streams) = (.*)$/.exec(line);
    if (match) values.set(match[1], match[2].replaceAll(/[ =\r]/g, ""));
  }
  const value = (key: string): string => {
    const found = values.get(key);
    if (found !== undefined && found !== "") return found;
    throw new EphysError("CorruptFile", `${path} has no "${key}" in its header`, { path, key });
  };
  const number = (key: string, content: string): number => {
    const parsed = content === "" ? NaN : Number(content);
    if (Number.isFinite(parsed)) return parsed;
    throw new EphysError("CorruptFile", `${path} has "${key} = ${content}" in its header`, {
      path,
      key,
    });
  };
  const samplingFrequency = number("Sample rate", value("Sample rate"));
  if (samplingFrequency <= 0) {
    throw new EphysError("CorruptFile", `${path} has a sample rate of ${value("Sample rate")} Hz`, {
      path,
    });
  }
  const [, scale = "", units = ""] = /^([\d.]*)(.*)$/.exec(value("El").replace("/AD", "")) ?? [];
  const gain = number("El", scale);
  return {
    headerBytes: end + END_BYTES,
    samplingFrequency,
    names: value("Streams").split(";"),
    units: units.replace("µ", "u"),
    gain,
    offset: -gain * number("ADC zero", value("ADC zero")),
  };
}
