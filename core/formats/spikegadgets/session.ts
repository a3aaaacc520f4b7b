import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type SampleArray } from "#core/model/index.ts";
import {
  OpenFiles,
  windowChannels,
  type Session,
  type SignalChannel,
  type StreamTraces,
} from "../shared/session/index.ts";
import type { XmlElement } from "../shared/xml.ts";
import {
  attributeCount,
  attributeNumber,
  readConfiguration,
  type RecConfiguration,
} from "./configuration.ts";

/** Larger packets are none. */
const MAX_PACKET_BYTES = 1_000_000;
/** Chips of 32 channels, unless the file says otherwise. */
const CHANNELS_PER_CHIP = 32;
const BATCH_BYTES = 4 * 1024 * 1024;

/** A channel and its byte in a packet. */
interface PacketChannel {
  readonly signal: SignalChannel;
  readonly byte: number;
}

/** Packets: a sync byte, the devices' bytes, a timestamp of 4 bytes, the electrodes' int16 samples. */
interface PacketLayout {
  readonly packetBytes: number;
  /** name of a device → its first byte */
  readonly deviceBytes: ReadonlyMap<string, number>;
  readonly numElectrodes: number;
}

/** Analog inputs of each device and the electrodes ("trodes") as streams. */
export async function openSpikeGadgets(path: string, ctx: CoreContext): Promise<Session> {
  const configuration = await readConfiguration(path, ctx);
  const { headerBytes, fileBytes, hardware } = configuration;
  const samplingFrequency = attributeNumber(hardware, "samplingRate", path);
  if (samplingFrequency <= 0) {
    throw new EphysError(
      "CorruptFile",
      `${path} has ${String(samplingFrequency)} samples per second`,
      {
        path,
      },
    );
  }
  const layout = packetLayout(configuration, path);
  const channels = [
    ...analogChannels(configuration, layout, samplingFrequency, path),
    ...electrodeChannels(configuration, layout, samplingFrequency, path),
  ];
  const numSamples = Math.floor((fileBytes - headerBytes) / layout.packetBytes);
  const ids = [...new Set(channels.map(({ signal }) => signal.streamId))];
  return {
    reader: "SpikeGadgetsRawIO",
    numSegments: 1,
    streams: ids.map((id) => ({
      id,
      name: id,
      segments: [{ numSamples, tStartS: 0 }],
      traces: () => {
        const bytes = channels.filter(({ signal }) => signal.streamId === id);
        return packetTraces(path, headerBytes, layout.packetBytes, bytes, ctx);
      },
    })),
    channels: channels.map(({ signal }) => signal),
    spikeChannels: [],
    eventChannels: [],
  };
}

function packetLayout({ hardware, spikes }: RecConfiguration, path: string): PacketLayout {
  const stated = attributeCount(hardware, "numChannels", path, MAX_PACKET_BYTES / 2);
  const described = spikes.children.reduce((sum, trode) => sum + trode.children.length, 0);
  if (described > stated) {
    throw new EphysError(
      "CorruptFile",
      `${path} describes ${String(described)} electrode channels where its hardware has ${String(stated)}`,
      { path },
    );
  }
  const deviceBytes = new Map<string, number>();
  let packetBytes = 1;
  for (const device of hardware.children) {
    if (!device.attributes.has("numBytes")) continue;
    deviceBytes.set(device.attributes.get("name") ?? "", packetBytes);
    packetBytes += attributeCount(device, "numBytes", path, MAX_PACKET_BYTES);
  }
  packetBytes += 4 + 2 * described;
  if (packetBytes > MAX_PACKET_BYTES) {
    throw new EphysError(
      "CorruptFile",
      `${path} describes packets of ${String(packetBytes)} bytes`,
      {
        path,
      },
    );
  }
  return { packetBytes, deviceBytes, numElectrodes: described };
}

function analogChannels(
  { hardware }: RecConfiguration,
  { deviceBytes, packetBytes }: PacketLayout,
  samplingFrequency: number,
  path: string,
): PacketChannel[] {
  const found: PacketChannel[] = [];
  for (const device of hardware.children) {
    const streamId = device.attributes.get("name") ?? "";
    for (const channel of device.children) {
      // interleaved sensors take turns in one byte
      if (channel.attributes.has("interleavedDataIDByte")) continue;
      if (channel.attributes.get("dataType") !== "analog") continue;
      const id = channel.attributes.get("id") ?? "";
      const first = deviceBytes.get(streamId);
      const byte = (first ?? 0) + attributeCount(channel, "startByte", path, MAX_PACKET_BYTES);
      if (first === undefined || byte + 2 > packetBytes) {
        throw new EphysError("CorruptFile", `${path}: channel ${id} does not lie in a packet`, {
          path,
        });
      }
      found.push({
        byte,
        signal: {
          id,
          name: id,
          samplingFrequency,
          dtype: "int16",
          units: "",
          gain: 1,
          offset: 0,
          streamId,
        },
      });
    }
  }
  return found;
}

function electrodeChannels(
  { hardware, spikes }: RecConfiguration,
  { packetBytes, numElectrodes }: PacketLayout,
  samplingFrequency: number,
  path: string,
): PacketChannel[] {
  const numHardware = attributeCount(hardware, "numChannels", path, MAX_PACKET_BYTES / 2);
  const chipIds = chipChannelIds(spikes, numHardware, numElectrodes, path);
  const first = packetBytes - 2 * numElectrodes;
  const found: PacketChannel[] = [];
  for (const trode of spikes.children) {
    const scaling = trode.attributes.has("spikeScalingToUv");
    const gain = scaling ? attributeNumber(trode, "spikeScalingToUv", path) : 1;
    for (const channel of trode.children) {
      const own = channel.attributes.get("hwChan") ?? "";
      const id = chipIds ? String(chipIds[found.length]) : own;
      const trodeId = trode.attributes.get("id") ?? "";
      found.push({
        byte: first + 2 * found.length,
        signal: {
          id,
          name: chipIds ? `hwChan${id}` : `trode${trodeId}chan${own}`,
          samplingFrequency,
          dtype: "int16",
          units: scaling ? "uV" : "",
          gain,
          offset: 0,
          streamId: "trodes",
        },
      });
    }
  }
  return found;
}

/**
 * Hardware channels in the order of the samples: channel 0 of every chip, channel 1 of every chip … undefined where the
 * channels do not fill chips (Neuropixels), whose ids then are those of the description.
 */
function chipChannelIds(
  spikes: XmlElement,
  numHardware: number,
  numElectrodes: number,
  path: string,
): number[] | undefined {
  const perChip = spikes.attributes.has("chanPerChip")
    ? attributeCount(spikes, "chanPerChip", path, 1e9)
    : CHANNELS_PER_CHIP;
  if (perChip === 0 || numElectrodes % perChip !== 0) return undefined;
  const described = new Set(
    spikes.children.flatMap((trode) =>
      trode.children.map((channel) => attributeCount(channel, "hwChan", path, 1e9)),
    ),
  );
  const numChips = Math.floor(numHardware / perChip);
  const ids: number[] = [];
  for (let local = 0; local < perChip && ids.length <= numHardware; local++) {
    for (let chip = 0; chip < numChips; chip++) {
      const id = local + chip * perChip;
      // a channel that is not described has no samples
      if (id >= numElectrodes || described.has(id)) ids.push(id);
    }
  }
  if (ids.length >= numElectrodes) return ids;
  throw new EphysError(
    "CorruptFile",
    `${path} describes ${String(numElectrodes)} electrode channels, of which chips of ${String(perChip)} hold ${String(ids.length)}`,
    { path },
  );
}

function packetTraces(
  path: string,
  headerBytes: number,
  packetBytes: number,
  all: readonly PacketChannel[],
  ctx: CoreContext,
): StreamTraces {
  const files = new OpenFiles(ctx);
  return {
    async read({ startFrame, endFrame, channelIndices }, out: SampleArray) {
      const source = await files.open(path);
      const channels = windowChannels(channelIndices, all.length);
      const offsets = Int32Array.from(channels, (c) => all[c].byte);
      const perBatch = Math.max(1, Math.floor(BATCH_BYTES / packetBytes));
      const bytes = new Uint8Array(Math.min(perBatch, endFrame - startFrame) * packetBytes);
      let o = 0;
      for (let from = startFrame; from < endFrame; from += perBatch) {
        const count = Math.min(perBatch, endFrame - from);
        const part = bytes.subarray(0, count * packetBytes);
        await source.readInto(headerBytes + from * packetBytes, part);
        for (let packet = 0, at = 0; packet < count; packet++, at += packetBytes) {
          for (let c = 0; c < offsets.length; c++) {
            const byte = at + offsets[c];
            // a cast to int16 by its storage
            out[o++] = part[byte] | (part[byte + 1] << 8);
          }
        }
      }
    },
  };
}
