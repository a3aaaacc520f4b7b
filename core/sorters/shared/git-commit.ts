import type { CoreContext } from "#core/compute/index.ts";

/**
 * The commit that a folder's repository stands at, as `git rev-parse HEAD` run there tells; undefined when there is none.
 * Repositories are looked for in the folder (a bare one or `.git`) and in the folders above.
 */
export async function gitCommit(folder: string, ctx: CoreContext): Promise<string | undefined> {
  const { path } = ctx.fs;
  if ((await ctx.fs.stat(folder))?.kind !== "folder") return undefined;
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    for (const place of [path.join(at, ".git"), at]) {
      const repository = await repositoryAt(place, ctx);
      if (repository !== undefined) return commitOf(repository, ctx);
    }
    if (path.dirname(at) === at) return undefined;
  }
}

/** The repository's own folder; `.git` may be a file that names it. */
async function repositoryAt(place: string, ctx: CoreContext): Promise<string | undefined> {
  const { fs } = ctx;
  const found = await fs.stat(place);
  if (found?.kind === "file") {
    const link = /^gitdir: (.+)$/m.exec(await fs.readText(place))?.[1];
    return link === undefined ? undefined : fs.path.resolve(fs.path.dirname(place), link.trim());
  }
  if (found === undefined) return undefined;
  const [head, objects] = [fs.path.join(place, "HEAD"), fs.path.join(place, "objects")];
  const isRepository =
    (await fs.stat(head))?.kind === "file" && (await fs.stat(objects))?.kind === "folder";
  return isRepository ? place : undefined;
}

async function commitOf(repository: string, ctx: CoreContext): Promise<string | undefined> {
  const head = await textOf(ctx.fs.path.join(repository, "HEAD"), ctx);
  const name = /^ref: (.+)$/.exec(head)?.[1];
  if (name === undefined) return hashIn(head);
  const common = await textOf(ctx.fs.path.join(repository, "commondir"), ctx);
  const roots =
    common === "" ? [repository] : [repository, ctx.fs.path.resolve(repository, common)];
  for (const root of roots) {
    const loose = hashIn(await textOf(ctx.fs.path.join(root, ...name.split("/")), ctx));
    if (loose !== undefined) return loose;
    const packed = await textOf(ctx.fs.path.join(root, "packed-refs"), ctx);
    const line = packed.split("\n").find((entry) => entry.endsWith(` ${name}`));
    if (line !== undefined) return hashIn(line);
  }
  return undefined;
}

/** A file's text without blanks at the ends; empty when it is not there. */
async function textOf(path: string, { fs }: CoreContext): Promise<string> {
  return (await fs.stat(path))?.kind === "file" ? (await fs.readText(path)).trim() : "";
}

function hashIn(text: string): string | undefined {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?/.exec(text)?.[0];
}
