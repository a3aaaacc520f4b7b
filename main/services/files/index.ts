import { readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { AsyncApi, FolderEntry, ProbeSource } from "#contract/index.ts";
import {
  probeByName,
  readProbeFile,
  rewired,
  wiringOf,
  writeProbeFile,
} from "#core/formats/index.ts";
import { EphysError, type ProbeGroup } from "#core/model/index.ts";
import { previewRaw } from "#core/open/index.ts";
import type { ServiceContext } from "../context.ts";
import { recognisePath } from "./recognise.ts";

const MAX_ENTRIES = 2000;

export function createFilesService(ctx: ServiceContext): AsyncApi["files"] {
  return {
    async choose({ kind, title }) {
      return (await ctx.dialogs?.choose(kind, title)) ?? null;
    },
    async list({ path }) {
      const folder = await folderAt(resolve(path ?? homedir()));
      const entries = await entriesOf(folder);
      ctx.guard.allow(folder);
      const parent = dirname(folder);
      return { path: folder, parent: parent === folder ? null : parent, entries };
    },
    async recognise({ path }) {
      return recognisePath(ctx.guard.check(path), ctx.tasks);
    },
    async previewRaw({ path, params }) {
      return previewRaw(ctx.guard.check(path), params, ctx.tasks);
    },
    async readProbe(source) {
      return wiringOf(await probeOf(source, ctx));
    },
    async writeProbe({ source, channels, path }) {
      const target = ctx.guard.check(path);
      const group = rewired(await probeOf(source, ctx), channels);
      await writeProbeFile(target, group, ctx.tasks);
      return { path: target };
    },
  };
}

/** @throws FileNotFound, UnknownName, InvalidParameter when neither file nor name is given */
async function probeOf(
  { path, name, numChannels = 384 }: ProbeSource,
  ctx: ServiceContext,
): Promise<ProbeGroup> {
  if (path !== undefined) return readProbeFile(ctx.guard.check(path), ctx.tasks);
  if (name !== undefined) return probeByName(name, numChannels);
  throw new EphysError("InvalidParameter", "name a probe file or one of the known probes", {
    parameter: "source",
  });
}

/** The folder itself, or the one that a file is in. @throws FileNotFound for what is not there */
async function folderAt(path: string): Promise<string> {
  const info = await stat(path).catch((error: unknown) => {
    const isRefused = error instanceof Error && "code" in error && error.code === "EACCES";
    if (isRefused) throw error;
    throw new EphysError(
      "FileNotFound",
      `there is no file or folder ${path}; check its name, or whether its disk is connected`,
      { path },
    );
  });
  return info.isDirectory() ? path : dirname(path);
}

/** Folders first, then files, by name; hidden ones and what cannot be looked at are left out. */
async function entriesOf(folder: string): Promise<FolderEntry[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith(".")).sort();
  const entries = await Promise.all(
    names.slice(0, MAX_ENTRIES).map(async (name): Promise<FolderEntry | undefined> => {
      const path = join(folder, name);
      try {
        const info = await stat(path);
        if (info.isDirectory()) return { name, path, kind: "folder", sizeBytes: 0 };
        return info.isFile() ? { name, path, kind: "file", sizeBytes: info.size } : undefined;
      } catch {
        return undefined; // a dangling link or a place this user may not see
      }
    }),
  );
  const seen = entries.filter((entry) => entry !== undefined);
  return [
    ...seen.filter(({ kind }) => kind === "folder"),
    ...seen.filter(({ kind }) => kind === "file"),
  ];
}
