import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";
import { ByteCursor } from "../shared/session/index.ts";
import type { AbfHeader, AbfSection, ReadPart } from "./description.ts";
import { parseVersion1 } from "./version1.ts";
import { parseVersion2 } from "./version2.ts";

/** @throws FileNotFound, CorruptFile, TruncatedFile, Unsupported (a mode that neo does not read either) */
export async function readAbfHeader(path: string, ctx: CoreContext): Promise<AbfHeader> {
  const fileBytes = await requireFile(path, ctx);
  const source = await ctx.fs.openBytes(path);
  const part: ReadPart = async (at, bytes) => {
    if (!(at >= 0) || !(bytes >= 0) || at + bytes > fileBytes) {
      throw new EphysError(
        "TruncatedFile",
        `${path} has ${String(fileBytes)} bytes; its header points to byte ${String(at + bytes)}`,
        { path },
      );
    }
    const content = new Uint8Array(bytes);
    await source.readInto(at, content);
    return new ByteCursor(content, path);
  };
  try {
    const signature = (await part(0, 4)).text(4);
    if (signature !== "ABF " && signature !== "ABF2") {
      throw new EphysError("CorruptFile", `${path} does not begin with "ABF"`, { path });
    }
    const header = await (signature === "ABF2" ? parseVersion2 : parseVersion1)(part, path);
    check(header, fileBytes, path);
    return header;
  } finally {
    await source.close();
  }
}

function check(header: AbfHeader, fileBytes: number, path: string): void {
  const { mode, samplingFrequency, channels, data, sweeps, tags } = header;
  if (![1, 2, 3, 5].includes(mode)) {
    throw new EphysError(
      "Unsupported",
      `${path} was acquired in mode ${String(mode)}; 1, 2, 3 and 5 are read`,
      {
        path,
        mode,
      },
    );
  }
  const rateFits = samplingFrequency > 0 && Number.isFinite(samplingFrequency);
  const gainsFit = channels.every(({ gain, offset }) => Number.isFinite(gain + offset));
  if (channels.length === 0 || !rateFits || !gainsFit) {
    throw new EphysError(
      "CorruptFile",
      `${path} describes ${String(channels.length)} channels at ${String(samplingFrequency)} Hz`,
      { path },
    );
  }
  const itemBytes = header.isFloat ? 4 : 2;
  const ends = [data.at + data.count * itemBytes, endOf(sweeps), endOf(tags)];
  const fits = [data.count, sweeps.count, tags.count].every((n) => n >= 0);
  if (fits && ends.every((end) => end <= fileBytes)) return;
  throw new EphysError(
    fits ? "TruncatedFile" : "CorruptFile",
    `${path} has ${String(fileBytes)} bytes; its header promises ${String(Math.max(...ends))}`,
    { path },
  );
}

function endOf({ at, entryBytes, count }: AbfSection): number {
  return count > 0 ? at + entryBytes * count : 0;
}
