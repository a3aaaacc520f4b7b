import { textFromUtf8 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";
import { childAt, parseXml, type XmlElement } from "../shared/xml.ts";

const END = "</Configuration>";
const FIRST_BYTES = 256 * 1024;
/** Longer configurations are none. */
const MAX_BYTES = 32 * 1024 * 1024;

export interface RecConfiguration {
  readonly hardware: XmlElement;
  readonly spikes: XmlElement;
  /** byte of the first packet */
  readonly headerBytes: number;
  readonly fileBytes: number;
}

/** The XML at a .rec file's start, up to the end of the line that closes it. @throws CorruptFile */
export async function readConfiguration(path: string, ctx: CoreContext): Promise<RecConfiguration> {
  const fileBytes = await requireFile(path, ctx);
  const headerBytes = await findEnd(path, fileBytes, ctx);
  const text = textFromUtf8(await ctx.fs.readBytes(path, headerBytes));
  const root = parseXml(text.trim(), path);
  const hardware = childAt(root, "HardwareConfiguration");
  const spikes = childAt(root, "SpikeConfiguration");
  if (hardware && spikes) return { hardware, spikes, headerBytes, fileBytes };
  const missing = hardware ? "SpikeConfiguration" : "HardwareConfiguration";
  throw new EphysError("CorruptFile", `${path} has no ${missing} in its header`, { path });
}

async function findEnd(path: string, fileBytes: number, ctx: CoreContext): Promise<number> {
  for (let count = FIRST_BYTES; ; count *= 8) {
    const bytes = await ctx.fs.readBytes(path, Math.min(count, MAX_BYTES));
    const at = indexOfText(bytes, END);
    const line = at < 0 ? -1 : bytes.indexOf(0x0a, at);
    if (line >= 0) return line + 1;
    const isAll = bytes.length >= fileBytes;
    if (at >= 0 && isAll) return fileBytes;
    if (isAll || count >= MAX_BYTES) {
      throw new EphysError("CorruptFile", `${path} has no "${END}" that ends its header`, { path });
    }
  }
}

function indexOfText(bytes: Uint8Array, text: string): number {
  const codes = Array.from(text, (character) => character.charCodeAt(0));
  for (let at = bytes.indexOf(codes[0]); at >= 0; at = bytes.indexOf(codes[0], at + 1)) {
    if (codes.every((code, i) => bytes[at + i] === code)) return at;
  }
  return -1;
}

/** A number of an element. @throws CorruptFile naming element and attribute */
export function attributeNumber(element: XmlElement, name: string, path: string): number {
  const text = element.attributes.get(name) ?? "";
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new EphysError(
    "CorruptFile",
    `${path} has ${element.name} with ${name} = "${text.slice(0, 40)}"`,
    { path, name },
  );
}

/** A whole number from 0 to `most`. */
export function attributeCount(
  element: XmlElement,
  name: string,
  path: string,
  most: number,
): number {
  const value = attributeNumber(element, name, path);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new EphysError(
    "CorruptFile",
    `${path} has ${element.name} with ${name} = ${String(value)}`,
    {
      path,
      name,
    },
  );
}
