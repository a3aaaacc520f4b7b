/** A block of a channel: ticks of its first and last item, and the items. */
interface Block {
  readonly start: number;
  readonly end: number;
  readonly items: number;
  readonly bytes: Buffer;
}

interface Channel {
  readonly kind: number;
  readonly title: string;
  readonly units: string;
  readonly scale: number;
  /** bytes behind tick and marker */
  readonly extraBytes: number;
  readonly blocks: readonly Block[];
}

const TICKS_PER_SAMPLE = 5;
const HEADER_BYTES = 512;
const CHANNEL_BYTES = 140;

/** Samples of a wave from a tick on; one sample is 5 ticks of 10 us (20 kHz). */
export function waveBlock(startTick: number, samples: readonly number[]): Block {
  const end = startTick + (samples.length - 1) * TICKS_PER_SAMPLE;
  const bytes = Buffer.from(Int16Array.from(samples).buffer);
  return { start: startTick, end, items: samples.length, bytes };
}

/** Ticks with their markers and the bytes of spikes behind each. */
export function markerBlock(
  marks: readonly (readonly [tick: number, marker: number])[],
  extraBytes = 0,
): Block {
  const items = marks.map(([tick, marker]) => {
    const item = Buffer.alloc(8 + extraBytes);
    item.writeInt32LE(tick, 0);
    item.writeInt32LE(marker, 4);
    return item;
  });
  const ticks = marks.map(([tick]) => tick);
  return {
    start: Math.min(...ticks),
    end: Math.max(...ticks),
    items: marks.length,
    bytes: Buffer.concat(items),
  };
}

/** A .smr file of version 8. */
export function smrBytes(channels: readonly Channel[]): Buffer {
  const head = Buffer.alloc(HEADER_BYTES + CHANNEL_BYTES * channels.length);
  head.writeInt16LE(8, 0);
  head.write("(C) CED 87", 2, "latin1");
  head.writeInt16LE(10, 20); // us per tick of the base
  head.writeInt16LE(channels.length, 30);
  head.writeDoubleLE(1e-6, 44);
  const data: Buffer[] = [];
  let at = head.length;
  for (const [c, { kind, title, units, scale, extraBytes, blocks }] of channels.entries()) {
    const own = HEADER_BYTES + c * CHANNEL_BYTES;
    head.writeInt32LE(at, own + 6);
    head.writeUInt16LE(blocks.length, own + 14);
    head.writeUInt16LE(extraBytes, own + 16);
    head.writeInt32LE(TICKS_PER_SAMPLE, own + 102);
    writePascal(head, own + 108, title);
    head.writeUInt8(kind, own + 122);
    head.writeFloatLE(scale, own + 124);
    writePascal(head, own + 132, units);
    for (const [b, block] of blocks.entries()) {
      const header = Buffer.alloc(20);
      const size = 20 + block.bytes.length;
      header.writeInt32LE(-1, 0);
      header.writeInt32LE(b + 1 < blocks.length ? at + size : -1, 4);
      header.writeInt32LE(block.start, 8);
      header.writeInt32LE(block.end, 12);
      header.writeUInt16LE(block.items, 18);
      data.push(header, block.bytes);
      at += size;
    }
  }
  return Buffer.concat([head, ...data]);
}

function writePascal(into: Buffer, at: number, text: string): void {
  into.writeUInt8(text.length, at);
  into.write(text, at + 1, "latin1");
}

/** Two waves with a pause, markers, and spikes of two units. */
export function smallSmr(): Buffer {
  const wave = { kind: 1, units: "mV", scale: 6553.6, extraBytes: 0 };
  const blocks = (first: number): Block[] => [
    waveBlock(100, [first, 2, 3]),
    waveBlock(115, [4, 5]),
    waveBlock(600, [6, 7]),
  ];
  const marks = markerBlock([
    [110, 1],
    [605, 65],
  ]);
  const spikes = markerBlock(
    [
      [105, 1],
      [110, 2],
      [604, 1],
    ],
    8,
  );
  const none = { units: "", scale: 0 };
  return smrBytes([
    { ...wave, title: "left", blocks: blocks(1) },
    { ...wave, title: "right", blocks: blocks(10) },
    { ...none, kind: 5, title: "keys", extraBytes: 0, blocks: [marks] },
    { ...none, kind: 6, title: "spikes", extraBytes: 8, blocks: [spikes] },
    { ...none, kind: 0, title: "", extraBytes: 0, blocks: [] },
  ]);
}
