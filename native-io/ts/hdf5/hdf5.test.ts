import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ndArray, type NdArray } from "#core/array/index.ts";
import type { Hdf5File, Hdf5Value } from "#core/io/index.ts";
import { nodeHdf5 } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "hdf5-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function arrayOf(value: Hdf5Value | undefined): NdArray {
  if (value?.kind !== "array") throw new Error(`no array but ${String(value?.kind)}`);
  return value.array;
}

/** A file with numbers, text, attributes, references, links, compressed and growing data. */
async function written(name: string, header?: Uint8Array): Promise<string> {
  const path = join(folder, name);
  const sink = await nodeHdf5.create(path, header);
  await sink.createGroup("/g");
  await sink.createDataset(
    "/g/numbers",
    ndArray("int64", [2, 3], Float64Array.of(1, -2, 3, 4, 5, 2 ** 40)),
  );
  await sink.createDataset("/text", ndArray("str", [2], ["µV", ""]));
  await sink.createDataset("/fixed", ndArray("bytes", [2], ["abc", "d"]));
  await sink.createDataset("/scalar", ndArray("float64", [], Float64Array.of(0.25)));
  await sink.createDataset("/none", ndArray("float32", [0], new Float32Array(0)));
  await sink.createDataset("/rows", ndArray("int16", [0, 2], new Int16Array(0)), {
    chunks: [100, 2],
    maxShape: [null, 2],
    gzip: 4,
  });
  for (let part = 0; part < 3; part++) {
    const rows = Int16Array.from({ length: 300 }, (_, i) => 300 * part + i);
    await sink.appendRows("/rows", ndArray("int16", [150, 2], rows));
  }
  await sink.createDataset("/points", { references: ["/g/numbers", "/g", ""], shape: [3] });
  await sink.createSoftLink("/link", "/g/numbers");
  await sink.createSoftLink("/dangling", "/nowhere");
  await sink.setAttribute("/g", "label", ndArray("str", [], ["a group"]));
  await sink.setAttribute("/", "list", ndArray("uint16", [2], Uint16Array.of(7, 65_535)));
  await sink.commit();
  return path;
}

describe("an HDF5 file", () => {
  it("is read as it was written", async () => {
    const file = await nodeHdf5.open(await written("a.h5"));
    expect((await file.list("/")).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "dangling broken",
      "fixed dataset",
      "g group",
      "link dataset",
      "none dataset",
      "points dataset",
      "rows dataset",
      "scalar dataset",
      "text dataset",
    ]);
    const numbers = arrayOf(await file.read("/link"));
    expect(numbers).toMatchObject({ dtype: "int64", shape: [2, 3] });
    expect([...numbers.data]).toEqual([1, -2, 3, 4, 5, 2 ** 40]);
    expect(arrayOf(await file.read("/text")).data).toEqual(["µV", ""]);
    expect(arrayOf(await file.read("/fixed"))).toMatchObject({
      dtype: "bytes",
      data: ["abc", "d"],
    });
    expect(arrayOf(await file.read("/scalar"))).toMatchObject({ shape: [] });
    expect(arrayOf(await file.read("/none")).data).toHaveLength(0);
    expect(await file.read("/points")).toMatchObject({ paths: ["/g/numbers", "/g", ""] });
    expect(arrayOf((await file.attributes("/g"))["label"]).data).toEqual(["a group"]);
    expect([...arrayOf((await file.attributes("/"))["list"]).data]).toEqual([7, 65_535]);
  });

  it("gives windows of compressed data", async () => {
    const file = await nodeHdf5.open(await written("b.h5"));
    const about = await file.dataset("/rows");
    expect(about).toMatchObject({ shape: [450, 2], dtype: "int16", chunks: [100, 2] });
    expect(about.filters).toHaveLength(1);
    const window = arrayOf(
      await file.read("/rows", [
        [99, 101],
        [1, 2],
      ]),
    );
    expect([...window.data]).toEqual([199, 201]);
    await expect(
      file.read("/rows", [
        [449, 451],
        [0, 2],
      ]),
    ).rejects.toMatchObject({
      code: "InvalidParameter",
    });
  });

  it("may start with a header of another program", async () => {
    const header = new Uint8Array(512).fill(65);
    const path = await written("c.mat", header);
    expect(readFileSync(path).subarray(0, 512).equals(header)).toBe(true);
    const file = await nodeHdf5.open(path);
    expect([...arrayOf(await file.read("/g/numbers")).data].slice(0, 3)).toEqual([1, -2, 3]);
    expect((await file.dataset("/rows")).shape).toEqual([450, 2]);
  });

  it("leaves nothing behind when writing is given up", async () => {
    const before = readdirSync(folder);
    const sink = await nodeHdf5.create(join(folder, "given-up.h5"));
    await sink.createGroup("/g");
    await sink.abort();
    expect(readdirSync(folder)).toEqual(before);
  });

  it("that is missing, foreign, cut or damaged is refused by a typed error", async () => {
    const codeOf = (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => "opened",
        (error: unknown) => (error as { code?: unknown }).code,
      );
    expect(await codeOf(nodeHdf5.open(join(folder, "nowhere.h5")))).toBe("FileNotFound");
    const foreign = join(folder, "foreign.h5");
    writeFileSync(foreign, "text with the right ending".repeat(100));
    expect(await codeOf(nodeHdf5.open(foreign))).toBe("FormatNotRecognised");
    const cut = await written("cut.h5");
    truncateSync(cut, 3000);
    expect(await codeOf(nodeHdf5.open(cut))).toBe("CorruptFile");
    const file = await nodeHdf5.open(await written("whole.h5"));
    expect(await codeOf(file.read("/nothing"))).toBe("CorruptFile");
    expect(await codeOf(file.list("/text"))).toBe("CorruptFile");
  });

  it("that cannot be written fails alone: what else was asked is answered by a new thread", async () => {
    const path = await written("asked.h5");
    const file = await nodeHdf5.open(path);
    const lost = nodeHdf5.create(join(folder, "no", "such", "folder.h5"));
    const others = Promise.all([file.read("/scalar"), file.dataset("/rows"), nodeHdf5.open(path)]);
    await expect(lost).rejects.toMatchObject({ code: "WriteFailed" });
    const [scalar, rows, again] = await others;
    expect([...arrayOf(scalar).data]).toEqual([0.25]);
    expect(rows.shape).toEqual([450, 2]);
    expect(again.sizeBytes).toBe(file.sizeBytes);
    expect(readdirSync(folder)).not.toContain("no");
  });

  it("that is replaced is read anew", async () => {
    const path = await written("replaced.h5");
    const shape = async (): Promise<readonly number[]> => {
      const file: Hdf5File = await nodeHdf5.open(path);
      return (await file.dataset("/x")).shape;
    };
    for (const length of [2, 5]) {
      const sink = await nodeHdf5.create(path);
      await sink.createDataset("/x", ndArray("uint8", [length], new Uint8Array(length)));
      await sink.commit();
      expect(await shape()).toEqual([length]);
    }
  });
});
