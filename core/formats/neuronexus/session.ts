import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { jsonCount, jsonNumber, readJsonObject, requireFile } from "../shared/files.ts";
import { RawTraces } from "../shared/raw-traces.ts";
import type { Session, SignalChannel } from "../shared/session/index.ts";

const STREAM_NAMES: Readonly<Record<string, string>> = {
  "ai-pri": "NeuroNexus Allego Analog (pri) Data",
  aux: "NeuroNexus Allego Auxiliary (aux) Data",
  din: "NeuroNexus Allego Digital-in (din) Data",
  dout: "NeuroNexus Allego Digital-out (dout) Data",
};

interface XdatMetadata {
  readonly samplingFrequency: number;
  readonly numSamples: number;
  readonly numChannels: number;
  readonly firstTimestamp: number;
  readonly tStartS: number;
  /** in the order of the samples */
  readonly channels: readonly SignalChannel[];
}

/** What the .xdat.json says of the samples. @throws CorruptFile, FileNotFound */
export async function readXdatMetadata(path: string, ctx: CoreContext): Promise<XdatMetadata> {
  const document = await readJsonObject(path, ctx);
  const status = objectOf(document, "status", path);
  const map = objectOf(objectOf(document, "sapiens_base", path), "biointerface_map", path);
  const samplingFrequency = jsonNumber(status, "samp_freq", path);
  const [numSamples, numChannels] = numbersOf(status, "shape", path).map((value, i) =>
    jsonCount({ shape: value }, "shape", path, { least: i, most: i === 0 ? 1e15 : 1e6 }),
  );
  const names = textsOf(map, "chan_name", path);
  const ids = textsOf(map, "ntv_chan_name", path);
  const types = textsOf(map, "chan_type", path);
  if (numChannels !== names.length || ids.length !== names.length || types.length !== ids.length) {
    throw new EphysError(
      "CorruptFile",
      `${path} describes ${String(names.length)} channels where the samples have ${String(numChannels)}`,
      { path },
    );
  }
  return {
    samplingFrequency,
    numSamples,
    numChannels,
    firstTimestamp: numbersOf(status, "timestamp_range", path)[0],
    tStartS: numbersOf(status, "t_range", path)[0],
    channels: names.map((name, i) => ({
      id: ids[i],
      name,
      samplingFrequency,
      dtype: "float32",
      ...kindOf(types[i]),
      gain: 1,
      offset: 0,
    })),
  };
}

function kindOf(type: string): { readonly streamId: string; readonly units: string } {
  if (type === "ai0") return { streamId: "ai-pri", units: "uV" };
  if (type.startsWith("di")) return { streamId: "din", units: "a.u." };
  if (type.startsWith("do")) return { streamId: "dout", units: "a.u." };
  return { streamId: "aux", units: "V" };
}

/**
 * One file of float32 samples, the channels of all kinds side by side.
 * @throws MissingSibling, TruncatedFile, CorruptFile (timestamps of another session)
 */
export async function openNeuroNexus(path: string, ctx: CoreContext): Promise<Session> {
  const { channels, numSamples, numChannels, tStartS, firstTimestamp } = await readXdatMetadata(
    path,
    ctx,
  );
  const stem = ctx.fs.path.basename(path).split(".")[0] ?? "";
  const sibling = (ending: string): string =>
    ctx.fs.path.join(ctx.fs.path.dirname(path), stem + ending);
  const dataPath = sibling("_data.xdat");
  const bytes = await requireFile(dataPath, ctx, path);
  if (numSamples * numChannels * 4 > bytes) {
    throw new EphysError(
      "TruncatedFile",
      `${dataPath} has ${String(bytes)} bytes; ${path} promises ${String(numSamples)} samples of ${String(numChannels)} channels`,
      { path: dataPath },
    );
  }
  await checkTimestamps(sibling("_timestamp.xdat"), firstTimestamp, path, ctx);
  const ids = [...new Set(channels.map(({ streamId }) => streamId))].sort();
  return {
    reader: "NeuroNexusRawIO",
    numSegments: 1,
    streams: ids.map((id) => ({
      id,
      name: STREAM_NAMES[id] ?? "",
      segments: [{ numSamples, tStartS }],
      traces: () =>
        new RawTraces(
          {
            dtype: "float32",
            bigEndian: false,
            numFileChannels: numChannels,
            timeAxis: 0,
            segments: [{ path: dataPath, offsetBytes: 0, numSamples }],
            fileChannels: Int32Array.from(channels.keys()).filter(
              (i) => channels[i].streamId === id,
            ),
          },
          ctx,
        ),
    })),
    channels,
    spikeChannels: [],
    eventChannels: [],
  };
}

async function checkTimestamps(
  path: string,
  expected: number,
  owner: string,
  ctx: CoreContext,
): Promise<void> {
  await requireFile(path, ctx, owner);
  const bytes = await ctx.fs.readBytes(path, 8);
  if (bytes.length < 8) {
    throw new EphysError("TruncatedFile", `${path} has no timestamp`, { path });
  }
  const first = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true));
  if (first === expected) return;
  throw new EphysError(
    "CorruptFile",
    `${path} begins at timestamp ${String(first)}, ${owner} at ${String(expected)}: they belong to different sessions`,
    { path },
  );
}

function objectOf(parent: JsonObject, key: string, path: string): JsonObject {
  const value = parent[key];
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as JsonObject; // neither a list nor a plain value
  }
  throw new EphysError("CorruptFile", `${path} has no object "${key}"`, { path, key });
}

/** Two numbers. */
function numbersOf(parent: JsonObject, key: string, path: string): readonly [number, number] {
  const value = parent[key];
  const list: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const [first, second] = list;
  if (typeof first === "number" && typeof second === "number") return [first, second];
  throw new EphysError("CorruptFile", `${path} has no two numbers "${key}"`, { path, key });
}

function textsOf(parent: JsonObject, key: string, path: string): readonly string[] {
  const value = parent[key];
  const list: readonly JsonValue[] = Array.isArray(value) ? value : [];
  if (list.length > 0 && list.every((item) => typeof item === "string")) return list;
  throw new EphysError("CorruptFile", `${path} has no list of texts "${key}"`, { path, key });
}
