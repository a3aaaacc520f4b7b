import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";
import { childAt, childrenNamed, parseXml } from "../shared/xml.ts";

/** Larger files are no session parameters. */
const MAX_XML_BYTES = 16 * 1024 * 1024;
const MAX_CHANNELS = 100_000;

/** What a session's .xml says of its samples. */
export interface NeuroscopeParameters {
  readonly numChannels: number;
  readonly samplingFrequency: number;
  /** mV per bit */
  readonly gain: number;
  /** channel → group of the anatomical description */
  readonly groups: ReadonlyMap<number, number>;
}

/** @throws FileNotFound, MissingSibling, CorruptFile, Unsupported (other than 16 bits) */
export async function readParameters(
  path: string,
  ctx: CoreContext,
  owner?: string,
): Promise<NeuroscopeParameters> {
  const bytes = await requireFile(path, ctx, owner);
  if (bytes > MAX_XML_BYTES) {
    throw new EphysError("CorruptFile", `${path} is too large to be NeuroScope's parameters`, {
      path,
    });
  }
  const root = parseXml(await ctx.fs.readText(path), path);
  const number = (name: string): number => {
    const text = childAt(root, "acquisitionSystem", name)?.text ?? "";
    const value = Number(text);
    if (text !== "" && Number.isFinite(value) && value > 0) return value;
    throw new EphysError("CorruptFile", `${path} has acquisitionSystem/${name} = "${text}"`, {
      path,
      name,
    });
  };
  const numBits = number("nBits");
  if (numBits !== 16) {
    throw new EphysError(
      "Unsupported",
      `${path} describes samples of ${String(numBits)} bits; 16 bits are read`,
      { path, bits: numBits },
    );
  }
  const numChannels = number("nChannels");
  if (!Number.isInteger(numChannels) || numChannels > MAX_CHANNELS) {
    throw new EphysError("CorruptFile", `${path} claims ${String(numChannels)} channels`, { path });
  }
  const groups = new Map<number, number>();
  const described = childAt(root, "anatomicalDescription", "channelGroups");
  for (const [i, group] of childrenNamed(described, "group").entries()) {
    for (const { text } of group.children) groups.set(Number(text), i);
  }
  return {
    numChannels,
    samplingFrequency: number("samplingRate"),
    gain: (number("voltageRange") / 65_536 / number("amplification")) * 1000,
    groups,
  };
}

/** The only .xml of a folder. @throws MissingSibling, InvalidParameter (several) */
export async function onlyXml(folder: string, ctx: CoreContext): Promise<string> {
  const names = (await ctx.fs.list(folder)).filter((name) => name.endsWith(".xml"));
  const [name, other] = names;
  if (name === undefined) {
    throw new EphysError("MissingSibling", `${folder} has no .xml with the sampling rate`, {
      path: folder,
    });
  }
  if (other === undefined) return ctx.fs.path.join(folder, name);
  throw new EphysError(
    "InvalidParameter",
    `${folder} has several .xml files (${names.join(", ")}): say which one (xml_file_path)`,
    { parameter: "xml_file_path" },
  );
}
