import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isEphysError, type ErrorCode } from "#core/model/index.ts";
import { nodeFileSystem as files } from "#native/index.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "spikedesk-files-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function codeOf(work: Promise<unknown>): Promise<ErrorCode | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return isEphysError(error) ? error.code : undefined;
  }
}

describe("reading files", () => {
  it("reads any range into the caller's memory, also shared memory", async () => {
    const path = join(folder, "a.bin");
    writeFileSync(
      path,
      Uint8Array.from({ length: 100 }, (_, i) => i),
    );
    const source = await files.openBytes(path);
    expect(source.sizeBytes).toBe(100);
    const out = new Uint8Array(new SharedArrayBuffer(10));
    await source.readInto(90, out);
    expect(Array.from(out)).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
    await source.close();
    expect(await codeOf(source.readInto(0, out))).toBe("Internal");
    await source.close();
  });

  it("reports a file that ends before the range does, with what was expected", async () => {
    const path = join(folder, "a.bin");
    writeFileSync(path, new Uint8Array(100));
    const source = await files.openBytes(path);
    truncateSync(path, 60);
    const error: unknown = await source.readInto(50, new Uint8Array(20)).catch((e: unknown) => e);
    expect(isEphysError(error, "TruncatedFile")).toBe(true);
    expect(error).toMatchObject({
      details: { offsetBytes: 50, expectedBytes: 20, actualBytes: 10 },
    });
    await source.close();
  });

  it("tells missing files, folders and forbidden files apart", async () => {
    expect(await codeOf(files.openBytes(join(folder, "none")))).toBe("FileNotFound");
    expect(await codeOf(files.readText(join(folder, "none", "deeper")))).toBe("FileNotFound");
    expect(await codeOf(files.list(join(folder, "none")))).toBe("FileNotFound");
    expect(await codeOf(files.openBytes(folder))).toBe("InvalidParameter");
    expect(await codeOf(files.readBytes(folder))).toBe("InvalidParameter");
    expect(await files.stat(join(folder, "none"))).toBeUndefined();
    expect(await files.stat(folder)).toMatchObject({ kind: "folder" });
    const path = join(folder, "secret");
    writeFileSync(path, "x");
    chmodSync(path, 0);
    const isRoot = process.getuid?.() === 0; // root may read everything
    expect(await codeOf(files.openBytes(path))).toBe(isRoot ? undefined : "PathNotAllowed");
  });

  it("reads the beginning of a file, or all of it, and lists names in order", async () => {
    writeFileSync(join(folder, "b.txt"), "grüße");
    writeFileSync(join(folder, "a.txt"), "");
    expect(await files.readBytes(join(folder, "b.txt"), 2)).toEqual(Uint8Array.of(103, 114));
    expect(await files.readText(join(folder, "b.txt"))).toBe("grüße");
    expect((await files.readBytes(join(folder, "a.txt"))).length).toBe(0);
    expect(await files.list(folder)).toEqual(["a.txt", "b.txt"]);
  });
});

describe("writing files", () => {
  it("shows a file under its name only when it is complete, and leaves nothing else", async () => {
    const path = join(folder, "out.bin");
    writeFileSync(path, "old");
    const sink = await files.createSink(path);
    await sink.writeAt(4, Uint8Array.of(5, 6));
    await sink.writeAt(0, Uint8Array.of(1, 2, 3, 4));
    expect(readFileSync(path, "utf8")).toBe("old");
    await sink.commit();
    expect(Array.from(readFileSync(path))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(readdirSync(folder)).toEqual(["out.bin"]);
    expect(await codeOf(sink.writeAt(0, Uint8Array.of(1)))).toBe("Internal");
  });

  it("removes what was begun when it is given up", async () => {
    const path = join(folder, "out.bin");
    const sink = await files.createSink(path);
    await sink.writeAt(0, new Uint8Array(10));
    await sink.abort();
    await sink.abort();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("two writers of one file do not meet before the end", async () => {
    const path = join(folder, "out.txt");
    const sinks = await Promise.all([files.createSink(path), files.createSink(path)]);
    for (const [i, sink] of sinks.entries())
      await sink.writeAt(0, new TextEncoder().encode(String(i)));
    for (const sink of sinks) await sink.commit();
    expect(readFileSync(path, "utf8")).toBe("1");
    expect(readdirSync(folder)).toEqual(["out.txt"]);
  });

  it("names a missing folder, and a target that cannot be replaced", async () => {
    expect(await codeOf(files.writeFile(join(folder, "no", "a.txt"), "x"))).toBe("FileNotFound");
    await files.makeFolder(join(folder, "taken", "deep"));
    expect(await codeOf(files.writeFile(join(folder, "taken"), "x"))).toMatch(
      /WriteFailed|InvalidParameter/,
    );
    expect(readdirSync(folder)).toEqual(["taken"]);
  });

  it.skipIf(!existsSync("/proc/self"))("refuses a folder where none can be made", async () => {
    expect(await codeOf(files.makeFolder("/proc/nothing"))).toBe("FileNotFound");
  });

  it.skipIf(!existsSync("/dev/full"))("reports a full disk as such", async () => {
    const { writeError } = await import("./file-errors.ts");
    const cause: unknown = (() => {
      try {
        writeFileSync("/dev/full", "x");
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(writeError("a.raw", cause)).toMatchObject({ code: "OutOfSpace" });
  });

  it("makes, renames and removes folders", async () => {
    await files.makeFolder(join(folder, "a", "b"));
    await files.writeFile(join(folder, "a", "b", "c.txt"), "text");
    await files.rename(join(folder, "a"), join(folder, "z"));
    expect(await files.readText(join(folder, "z", "b", "c.txt"))).toBe("text");
    await files.makeFolder(join(folder, "full", "x"));
    expect(await codeOf(files.rename(join(folder, "z"), join(folder, "full")))).toBe(
      "AlreadyExists",
    );
    await files.remove(join(folder, "z"));
    await files.remove(join(folder, "z"));
    expect(await files.list(folder)).toEqual(["full"]);
  });
});
