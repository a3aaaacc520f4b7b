import { Unzlib, unzlibSync } from "fflate";
import type { CoreContext } from "#core/compute/index.ts";
import type { ByteSource } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../files.ts";
import { MatBytes, MI } from "./mat5-elements.ts";
import { matrixHead, matrixValue } from "./mat5-matrix.ts";
import type { MatFile, MatValue } from "./value.ts";

const HEADER_BYTES = 128;
/** Flags, dimensions and name of a variable lie within. */
const HEAD_BYTES = 1024;
/** zlib packs no more than 1032 to 1. */
const MAX_RATIO = 1040;
/** More variables are no saved workspace. */
const MAX_VARIABLES = 100_000;

interface Place {
  readonly at: number;
  readonly bytes: number;
  readonly packed: boolean;
}

/** True for the first bytes of a version 5 file. */
export function isMat5(head: Uint8Array): boolean {
  if (head.length < HEADER_BYTES) return false;
  const order = String.fromCharCode(head[126], head[127]);
  const major = order === "IM" ? head[125] : head[124];
  return (order === "IM" || order === "MI") && major === 1;
}

/**
 * Opens a .mat file of version 5 (to 7.2, plain or compressed). Only the names of the variables are read; the others
 * when they are asked for.
 * @throws FileNotFound, FormatNotRecognised, CorruptFile, TruncatedFile
 */
export async function openMat5(path: string, ctx: CoreContext): Promise<MatFile> {
  const fileBytes = await requireFile(path, ctx);
  const head = await ctx.fs.readBytes(path, HEADER_BYTES);
  if (!isMat5(head)) {
    throw new EphysError("FormatNotRecognised", `${path} is no MATLAB file of version 5 to 7.2`, {
      path,
    });
  }
  const little = head[126] === "I".charCodeAt(0);
  const places = new Map<string, Place>();
  const source = await ctx.fs.openBytes(path);
  try {
    for (let at = HEADER_BYTES; at < fileBytes && places.size < MAX_VARIABLES;) {
      const place = await placeAt(source, at, fileBytes, little, path);
      if (place.type === MI.matrix || place.type === MI.compressed) {
        const name = await nameAt(source, place, little, path);
        if (name !== undefined) places.set(name, place);
      }
      at = place.at + (place.packed ? place.bytes : Math.ceil(place.bytes / 8) * 8);
    }
  } finally {
    await source.close();
  }
  return {
    path,
    names: [...places.keys()],
    async variable(name) {
      const place = places.get(name);
      return place && readVariable(place, little, path, ctx);
    },
  };
}

/** The tag of a variable. */
async function placeAt(
  source: ByteSource,
  at: number,
  fileBytes: number,
  little: boolean,
  path: string,
): Promise<Place & { readonly type: number }> {
  const truncated = (): EphysError =>
    new EphysError("TruncatedFile", `${path} ends within a variable, at byte ${String(at)}`, {
      path,
      at,
    });
  if (at + 8 > fileBytes) throw truncated();
  const tag = new Uint8Array(8);
  await source.readInto(at, tag);
  const view = new DataView(tag.buffer);
  const type = view.getUint32(0, little);
  const bytes = view.getUint32(4, little);
  if (type === 0 || type > MI.utf32) {
    throw new EphysError("CorruptFile", `${path} has no variable at byte ${String(at)}`, {
      path,
      at,
    });
  }
  if (at + 8 + bytes > fileBytes) throw truncated();
  return { type, at: at + 8, bytes, packed: type === MI.compressed };
}

/** Name of a variable from its first bytes; undefined for the unnamed workspace of functions. */
async function nameAt(
  source: ByteSource,
  { at, bytes, packed }: Place,
  little: boolean,
  path: string,
): Promise<string | undefined> {
  const head = new Uint8Array(Math.min(bytes, HEAD_BYTES));
  await source.readInto(at, head);
  const content = packed ? unpackStart(head, path).subarray(8) : head;
  const start = new MatBytes(content, little, path);
  const { name } = matrixHead(start, { type: MI.matrix, at: 0, bytes: content.length, next: 0 });
  return name === "" ? undefined : name;
}

/** The first bytes of a zlib stream. @throws CorruptFile */
function unpackStart(packed: Uint8Array, path: string): Uint8Array {
  const parts: Uint8Array[] = [];
  const stream = new Unzlib((part) => parts.push(part));
  try {
    stream.push(packed, false);
  } catch (error) {
    throw damaged(path, error);
  }
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  if (out.length < 8) throw damaged(path, undefined);
  return out;
}

async function readVariable(
  { at, bytes, packed }: Place,
  little: boolean,
  path: string,
  ctx: CoreContext,
): Promise<MatValue> {
  const stored = new Uint8Array(bytes);
  const source = await ctx.fs.openBytes(path);
  try {
    await source.readInto(at, stored);
  } finally {
    await source.close();
  }
  if (!packed) {
    return matrixValue(new MatBytes(stored, little, path), {
      type: MI.matrix,
      at: 0,
      bytes,
      next: bytes,
    });
  }
  const start = unpackStart(stored.subarray(0, HEAD_BYTES), path);
  const promised = new DataView(start.buffer).getUint32(4, little) + 8;
  if (promised > bytes * MAX_RATIO + 64) throw damaged(path, undefined);
  let content: Uint8Array;
  try {
    content = unzlibSync(stored, { out: new Uint8Array(promised) });
  } catch (error) {
    throw damaged(path, error);
  }
  const whole = new MatBytes(content, little, path);
  return matrixValue(whole, whole.element(0, content.length));
}

function damaged(path: string, cause: unknown): EphysError {
  return new EphysError(
    "CorruptFile",
    `${path} holds a compressed variable that is damaged; save it again in MATLAB`,
    { path },
    cause,
  );
}
