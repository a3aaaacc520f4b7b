import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeNpy, isStructured, toFloat64 } from "#core/array/index.ts";

const MAIN = join(import.meta.dirname, "main.ts");
let home: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "spikedesk-cli-"));
  const made = await run(["generate", "gen", "--duration", "3", "--channels", "4", "--units", "3"]);
  expect(made.status).toBe(0);
}, 120_000);
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

interface Said {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in `home`; `interruptAfterMs` presses Ctrl+C. */
async function run(args: readonly string[], interruptAfterMs?: number): Promise<Said> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: home,
    env: { ...process.env, SPIKEDESK_HOME: join(home, "settings") },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (part: Buffer) => (out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (err += part.toString()));
  if (interruptAfterMs !== undefined) {
    child.stderr.once("data", () => setTimeout(() => child.kill("SIGINT"), interruptAfterMs));
  }
  const [status] = (await once(child, "close")) as [number | null];
  return { status, out, err };
}

const shapeOf = (file: string): readonly number[] => {
  const array = decodeNpy(readFileSync(join(home, file)));
  return isStructured(array) ? [array.length] : array.shape;
};

describe("the command line", () => {
  it("ends with 2 when the words are wrong, and says so in JSON when asked", async () => {
    expect((await run(["nonsense"])).status).toBe(2);
    expect((await run(["traces", "gen/recording", "--out", "x.npy"])).status).toBe(2);
    const { status, out } = await run(["sort", "gen/recording", "--json"]);
    expect(status).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ error: { code: "InvalidParameter" } });
  });

  it("explains every command and refuses values that none can have", async () => {
    const { out } = await run(["--help"]);
    const names = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = ""]) => name);
    expect(names).toContain("run");
    for (const name of names.filter((word) => word !== "help")) {
      expect((await run([name, "--help"])).status).toBe(0);
    }
    expect((await run(["serve", "--port", "99999"])).status).toBe(2);
    const window = ["--start", "0", "--stop", "9", "--out", "x.npy"];
    const named = await run(["traces", "gen/recording", "--stream", "none", ...window]);
    expect(named).toMatchObject({ status: 1, out: "" });
    expect(named.err).toMatch(/^StreamNotFound: [^\n]*\n$/);
  }, 120_000);

  it("ends with 1 and one line when the work fails", async () => {
    const { status, out, err } = await run(["info", "nowhere"]);
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err).toMatch(/^FileNotFound: .*nowhere/);
    const json = await run(["info", "nowhere", "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({ error: { code: "FileNotFound", details: {} } });
  });

  it("generates a moving recording, and no other motion than it knows", async () => {
    const moving = ["generate", "moving", "--duration", "2", "--units", "2", "--drift"];
    expect((await run([...moving, "sideways"])).status).toBe(2);
    expect((await run([...moving, "zigzag"])).status).toBe(0);
    expect(readdirSync(join(home, "moving")).sort()).toEqual(["recording", "sorting"]);
    const { out } = await run(["info", "moving/recording", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ num_channels: 4, num_samples: [60000] });
  });

  it("puts units into a recording, makes noise alone, or leaves samples to be computed", async () => {
    const hybrid = ["generate", "hybrid", "--hybrid", "gen/recording", "--units", "2", "--json"];
    const made = await run([...hybrid, "--drift", "zigzag", "--least-moved", "0.5"]);
    expect(made.status).toBe(0);
    expect(JSON.parse(made.out)).toMatchObject({ num_units: 2 });
    const info = await run(["info", "hybrid/recording", "--json"]);
    expect(JSON.parse(info.out)).toMatchObject({ num_channels: 4, num_samples: [90000] });

    const noise = ["generate", "noise", "--noise-only", "--format", "lazy", "--duration", "2"];
    expect((await run(noise)).out).toMatch(/none: noise alone/);
    expect(readdirSync(join(home, "noise"))).toEqual(["recording.json"]);
    const lazy = await run(["info", "noise/recording.json", "--json"]);
    expect(JSON.parse(lazy.out)).toMatchObject({ num_channels: 4, num_samples: [60000] });

    expect((await run([...hybrid, "--channels", "8"])).status).toBe(2);
    expect((await run(["generate", "x", "--probe", "Nothing-1"])).err).toMatch(/Neuropixels1-384/);
  });

  it("writes one window or many", async () => {
    const one = ["traces", "gen/recording", "--segment", "0", "--start", "10", "--stop", "60"];
    expect((await run([...one, "--channels", "0,2", "--out", "one.npy"])).status).toBe(0);
    expect(shapeOf("one.npy")).toEqual([50, 2]);
    const windows = [
      { segment: 0, start: 0, stop: 5, out: "a.npy" },
      { segment: 0, start: 7, stop: 9, out: "sub/b.npy" },
    ];
    writeFileSync(join(home, "windows.json"), JSON.stringify(windows));
    const many = await run(["traces", "gen/recording", "--windows", "windows.json", "--out", "w"]);
    expect(many.status).toBe(0);
    expect(shapeOf("w/a.npy")).toEqual([5, 4]);
    expect(shapeOf("w/sub/b.npy")).toEqual([2, 4]);
  });

  it("preprocesses, finds peaks, analyzes and measures", async () => {
    writeFileSync(join(home, "p.json"), '{"bandpass_filter": {"freq_min": 400}}');
    const chain = ["--pipeline", "p.json", "--out"];
    expect((await run(["preprocess", "gen/recording", ...chain, "pre"])).status).toBe(0);
    expect(readdirSync(join(home, "pre"))).toContain("binary.json");
    const again = await run(["preprocess", "gen/recording", ...chain, "pre", "--json"]);
    expect(JSON.parse(again.out)).toMatchObject({ error: { code: "AlreadyExists" } });
    const peaks = ["peaks", "pre", "--method", "locally_exclusive", "--locate", "center_of_mass"];
    expect((await run([...peaks, "--out", "peaks"])).status).toBe(0);
    expect(shapeOf("peaks/peaks.npy")).toEqual(shapeOf("peaks/peak_locations.npy"));
    const analyze = await run(["analyze", "pre", "gen/sorting", "--out", "an", "--json"]);
    expect(JSON.parse(analyze.out)).toMatchObject({ unit_ids: ["0", "1", "2"] });
    const metrics = await run(["metrics", "an", "--csv", "m.csv", "--json"]);
    expect((JSON.parse(metrics.out) as { columns: string[] }).columns).toContain("snr");
    expect(readFileSync(join(home, "m.csv"), "utf8").split("\n")[0]).toContain("num_spikes");
    const same = ["compare", "gen/sorting", "gen/sorting", "--ground-truth", "--json"];
    const truth = JSON.parse((await run(same)).out) as object;
    expect(truth).toMatchObject({
      mean_accuracy: 1,
      redundant: [],
      confusion: { rows: { length: 4 } },
    });
  }, 120_000);

  it("chooses the channels of each unit by a sparsity's parameters", async () => {
    const masked = async (name: string, sparsity: object): Promise<Said> => {
      writeFileSync(join(home, `${name}.json`), JSON.stringify(sparsity));
      const words = ["analyze", "gen/recording", "gen/sorting", "--extensions", "random_spikes"];
      return run([...words, "--sparsity", `${name}.json`, "--out", name, "--json"]);
    };
    expect((await masked("two", { method: "best_channels", num_channels: 2 })).status).toBe(0);
    const mask = decodeNpy(new Uint8Array(readFileSync(join(home, "two/sparsity_mask.npy"))));
    expect(isStructured(mask) ? [] : toFloat64(mask).reduce((sum, one) => sum + one, 0)).toBe(6);
    const wrong = await masked("wrong", { method: "nearest" });
    expect(JSON.parse(wrong.out)).toMatchObject({ error: { details: { parameter: "method" } } });
    const none = await masked("none", { method: "snr", threshold: 1e6 });
    expect(JSON.parse(none.out)).toMatchObject({
      error: { code: "InvalidValue", message: expect.stringContaining("threshold") as string },
    });
    expect(existsSync(join(home, "none"))).toBe(false);
  }, 60_000);

  it("writes zarr, reads it, and adds to a zarr analyzer", async () => {
    writeFileSync(join(home, "z.json"), '{"common_reference": {}}');
    const zarr = ["--format", "zarr", "--out"];
    const made = ["preprocess", "gen/recording", "--pipeline", "z.json", ...zarr, "z.zarr"];
    expect((await run(made)).status).toBe(0);
    const info = await run(["info", "z.zarr", "--json"]);
    expect(JSON.parse(info.out)).toMatchObject({ format: "zarr", kind: "recording" });
    const names = ["--extensions", "noise_levels,spike_locations"];
    expect(
      (await run(["analyze", "z.zarr", "gen/sorting", ...names, ...zarr, "az.zarr"])).status,
    ).toBe(0);
    const more = [
      "analyze",
      "az.zarr",
      "--extensions",
      "amplitude_scalings",
      "--out",
      "az2.zarr",
      "--json",
    ];
    const { extensions } = JSON.parse((await run(more)).out) as { extensions: string[] };
    expect(extensions).toEqual(expect.arrayContaining(["amplitude_scalings", "spike_locations"]));
    expect(readdirSync(join(home, "az2.zarr"))).toContain(".zmetadata");
  }, 120_000);

  it("compares several sortings, writes their consensus and reads the comparison again", async () => {
    const three = ["compare", "gen/sorting", "gen/sorting", "gen/sorting", "--names", "a,b,c"];
    const made = await run([...three, "--consensus", "cons", "--save", "c.json", "--json"]);
    expect(JSON.parse(made.out)).toMatchObject({
      names: ["a", "b", "c"],
      consensus: { num_units: 3 },
      units: [{ agreement_number: 3, avg_agreement: 1 }, {}, {}],
    });
    expect(existsSync(join(home, "cons/properties/unit_id_b.npy"))).toBe(true);
    const again = await run(["compare", "c.json", "--json"]);
    expect(JSON.parse(again.out)).toMatchObject({ names: ["a", "b", "c"], units: { length: 3 } });
    const alone = await run(["compare", "gen/sorting", "--json"]);
    expect(alone.status).toBe(1);
    expect(JSON.parse(alone.out)).toMatchObject({ error: { code: "InvalidParameter" } });
    expect((await run(["compare", "a", "b", "--match-score", "7"])).status).toBe(2);
  }, 60_000);

  it("stops on Ctrl+C without a half-written folder", async () => {
    const long = ["generate", "long", "--duration", "600", "--channels", "32"];
    const { status, err } = await run(long, 300);
    expect(status).toBe(1);
    expect(err).toContain("Cancelled");
    const left = existsSync(join(home, "long")) ? readdirSync(join(home, "long")) : [];
    expect(left).toEqual([]);
  }, 60_000);
});
