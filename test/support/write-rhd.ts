/* Intan's .rhd (version 3.0) as its manual describes it: a header, then blocks of 128 sample numbers and amplifier words. */

const NO_TEXT = 0xffffffff;
export const RHD_BLOCK = 128;

interface RhdOptions {
  /** Hz */
  readonly samplingFrequency?: number;
  readonly numChannels?: number;
}

/** The header of a file with amplifier channels A-000 … */
export function rhdHeader({ samplingFrequency = 20_000, numChannels = 2 }: RhdOptions): Buffer {
  const parts: Buffer[] = [];
  const put = (bytes: number, write: (part: Buffer) => void): void => {
    const part = Buffer.alloc(bytes);
    write(part);
    parts.push(part);
  };
  const int16 = (...values: number[]): void => {
    for (const value of values) put(2, (part) => part.writeInt16LE(value));
  };
  const uint32 = (value: number): void => put(4, (part) => part.writeUInt32LE(value));
  const text = (value: string): void => {
    uint32(2 * value.length);
    parts.push(Buffer.from(value, "utf16le"));
  };
  uint32(0xc6912702);
  int16(3, 0);
  put(4, (part) => part.writeFloatLE(samplingFrequency));
  put(2 + 6 * 4 + 2 + 2 * 4, () => undefined); // filters, notch, impedance test
  for (let note = 0; note < 3; note++) uint32(NO_TEXT);
  int16(0, 0); // temperature sensors, board mode
  uint32(NO_TEXT); // reference channel
  int16(1); // groups
  text("Port A");
  text("A");
  int16(1, numChannels, numChannels);
  for (let c = 0; c < numChannels; c++) {
    const name = `A-00${String(c)}`;
    text(name);
    text(name);
    int16(c, c, 0, 1);
    put(6 * 2 + 2 * 4, () => undefined); // chip, board, scope, impedance
  }
  return Buffer.concat(parts);
}

/**
 * One file with everything. Sample s of channel c is s + 1000 c.
 * @param firstNumbers the sample number that each block of 128 begins with
 */
export function rhdFile(firstNumbers: readonly number[], options: RhdOptions = {}): Buffer {
  const { numChannels = 2 } = options;
  const blocks = firstNumbers.map((first, b) => {
    const block = Buffer.alloc(RHD_BLOCK * (4 + 2 * numChannels));
    for (let i = 0; i < RHD_BLOCK; i++) {
      block.writeInt32LE(first + i, 4 * i);
      for (let c = 0; c < numChannels; c++) {
        const value = b * RHD_BLOCK + i + 1000 * c;
        // amplifier words are unsigned, 32768 is 0 V
        block.writeUInt16LE(32_768 + (value % 30_000), RHD_BLOCK * (4 + 2 * c) + 2 * i);
      }
    }
    return block;
  });
  return Buffer.concat([rhdHeader(options), ...blocks]);
}
