/* Axon binary files of two inputs and two sweeps (6 and 14 samples), with one tag. */

const BLOCK = 512;

function viewOf(bytes: number): { readonly bytes: Uint8Array; readonly view: DataView } {
  const out = new Uint8Array(bytes);
  return { bytes: out, view: new DataView(out.buffer) };
}

function putText(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}

function putTag(bytes: Uint8Array, view: DataView, at: number): void {
  view.setInt32(at, 5, true);
  putText(bytes, at + 4, "drug on".padEnd(56, " "));
  view.setInt16(at + 60, 1, true);
}

function putSweeps(view: DataView, at: number): void {
  [0, 12, 100, 28].forEach((value, i) => {
    view.setInt32(at + 4 * i, value, true);
  });
}

/** A file of version 1 with the long header. */
export function writeAbf1(samples: Int16Array): Uint8Array {
  const dataAt = 12 * BLOCK;
  const tagAt = dataAt + BLOCK;
  const synchAt = tagAt + BLOCK;
  const { bytes, view } = viewOf(synchAt + 16);
  putText(bytes, 0, "ABF ");
  view.setFloat32(4, 1.8, true);
  view.setInt16(8, 5, true);
  view.setInt32(10, samples.length, true);
  view.setInt32(40, dataAt / BLOCK, true);
  view.setInt32(44, tagAt / BLOCK, true);
  view.setInt32(48, 1, true);
  view.setInt32(92, synchAt / BLOCK, true);
  view.setInt32(96, 2, true);
  view.setInt16(120, 2, true);
  view.setFloat32(122, 50, true);
  view.setFloat32(244, 10, true);
  view.setInt32(252, 32_768, true);
  for (let i = 0; i < 16; i++) {
    view.setInt16(410 + 2 * i, i < 2 ? i : -1, true);
    putText(bytes, 442 + 10 * i, `IN ${String(i)}`.padEnd(10, " "));
    putText(bytes, 602 + 8 * i, (i === 0 ? "mV" : "\xb5V").padEnd(8, " "));
    view.setFloat32(730 + 4 * i, 2, true);
    view.setFloat32(922 + 4 * i, 0.1, true);
    view.setFloat32(1050 + 4 * i, 1, true);
  }
  bytes.set(new Uint8Array(samples.buffer), dataAt);
  putTag(bytes, view, tagAt);
  putSweeps(view, synchAt);
  return bytes;
}

/** A file of version 2. */
export function writeAbf2(samples: Int16Array): Uint8Array {
  const at = { protocol: 1, adc: 2, strings: 3, data: 4, tag: 5, synch: 6 };
  const { bytes, view } = viewOf(6 * BLOCK + 16);
  putText(bytes, 0, "ABF2");
  bytes.set([0, 0, 0, 2], 4);
  const section = (index: number, block: number, entryBytes: number, count: number): void => {
    view.setUint32(76 + 16 * index, block, true);
    view.setUint32(80 + 16 * index, entryBytes, true);
    view.setInt32(84 + 16 * index, count, true);
  };
  const texts = "SSCH\0\0\0\0Clampex\0IN 0\0mV\0IN 1\0\xb5V\0";
  section(0, at.protocol, BLOCK, 1);
  section(1, at.adc, 128, 2);
  section(9, at.strings, texts.length, 1);
  section(10, at.data, 2, samples.length);
  section(11, at.tag, 64, 1);
  section(15, at.synch, 8, 2);
  view.setInt16(at.protocol * BLOCK, 5, true);
  view.setFloat32(at.protocol * BLOCK + 2, 100, true);
  view.setFloat32(at.protocol * BLOCK + 110, 10, true);
  view.setInt32(at.protocol * BLOCK + 118, 32_768, true);
  for (let i = 0; i < 2; i++) {
    const entry = at.adc * BLOCK + 128 * i;
    view.setInt16(entry, i, true);
    view.setFloat32(entry + 28, 2, true);
    view.setFloat32(entry + 40, 0.1, true);
    view.setFloat32(entry + 48, 1, true);
    view.setInt32(entry + 74, 2 + 2 * i, true);
    view.setInt32(entry + 78, 3 + 2 * i, true);
  }
  putText(bytes, at.strings * BLOCK, texts);
  bytes.set(new Uint8Array(samples.buffer), at.data * BLOCK);
  putTag(bytes, view, at.tag * BLOCK);
  putSweeps(view, at.synch * BLOCK);
  return bytes;
}
