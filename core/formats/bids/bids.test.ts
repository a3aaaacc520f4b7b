import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { isEphysError } from "#core/model/index.ts";
import { listStreams, openRecordingPath, recognise, recordingFromDict } from "#core/open/index.ts";
import { channelLocations, readTracesNew } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { writeNix } from "#test/support/write-nix.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const signal = { name: "probe", unit: "uV", intervalMs: 0.05, channels: [[1, 2, 3], [4, 5, 6]] }; // prettier-ignore

const CHANNELS = "channel_id\tcontact_id\nID0\tc1\nID1\tc0\n";
const CONTACTS = "contact_id\tprobe_id\tx\ty\nc0\tp\t0\t0\nc1\tp\t0\t25\n";

describe("BIDS folders", () => {
  let root: string;
  let session: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "bids-"));
    writeFileSync(join(root, "dataset_description.json"), '{"BIDSVersion": "1.9.0"}');
    session = join(root, "sub-01", "ses-a", "ephys");
    mkdirSync(session, { recursive: true });
    await writeNix(join(session, "sub-01_ses-a_ephys.nix"), [[signal]], nodeFileSystem);
    const other = join(root, "sub-02", "ephys");
    mkdirSync(other, { recursive: true });
    cpSync(join(session, "sub-01_ses-a_ephys.nix"), join(other, "sub-02_ephys.nix"));
    mkdirSync(join(root, "derivatives", "sub-01"), { recursive: true });
    writeFileSync(join(session, "sub-01_ses-a_contacts.tsv"), CONTACTS);
    writeFileSync(join(session, "sub-01_ses-a_probes.tsv"), "probe_id\tmanufacturer\np\tus\n");
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it("are recognised with every subject and session below them", async () => {
    const [best] = await recognise(root, ctx);
    expect(best).toMatchObject({ format: "bids", root, why: expect.stringContaining("2 files") as string }); // prettier-ignore
    const streams = await listStreams(root, { format: "bids" }, ctx);
    expect(streams.map(({ id }) => id)).toEqual(["sub-01_ses-a_ephys", "sub-02_ephys"]);
    expect(streams[0]).toMatchObject({ numChannels: 2, samplingFrequency: 20_000 });
    await expect(openRecordingPath(root, { format: "bids" }, ctx)).rejects.toSatisfy(
      (error) => isEphysError(error, "StreamNotFound") && error.message.includes("sub-02_ephys"),
    );
  });

  it("give the recording that is named, with the probe of its tables where there are such", async () => {
    const bare = await openRecordingPath(root, { streamId: "sub-02_ephys" }, ctx);
    expect(bare.probeGroup).toBeUndefined();
    expect(bare.annotations).toMatchObject({ bids_name: "sub-02_ephys" });

    const ids = bare.channelIds.map(String);
    const table = CHANNELS.replace("ID0", ids[0] ?? "").replace("ID1", ids[1] ?? "");
    writeFileSync(join(session, "sub-01_ses-a_channels.tsv"), table);
    const wired = await openRecordingPath(session, {}, ctx);
    // the second channel is on the first contact
    expect([...channelLocations(wired)]).toEqual([0, 25, 0, 0]);
    expect(wired.channelIds.map(String)).toEqual(ids);
    const again = await recordingFromDict(wired.dict, ctx);
    expect([...channelLocations(again)]).toEqual([0, 25, 0, 0]);
    expect([...(await readTracesNew(again, 0, 0, 3))]).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it("end where folders lead back to themselves", async () => {
    const cycle = join(root, "cycle");
    mkdirSync(cycle);
    for (const name of ["sub-a", "sub-b"]) symlinkSync(cycle, join(cycle, name), "dir");
    await expect(recognise(cycle, ctx)).resolves.toEqual([]);
  });

  it("are not what any folder of folders is", async () => {
    const plain = join(root, "derivatives");
    await expect(recognise(plain, ctx)).resolves.toEqual([]);
  });
});
