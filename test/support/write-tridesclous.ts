import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Spike {
  readonly frame: number;
  readonly label: number;
}

/** A working folder as Tridesclous leaves it: clusters (by label) of one group, and the spikes of each segment. */
export function writeTridesclous(
  folder: string,
  labels: readonly number[],
  segments: readonly (readonly Spike[])[],
): void {
  const group = join(folder, "channel_group_0");
  mkdirSync(group, { recursive: true });
  const info = {
    tridesclous_version: "1.6.8",
    datasource_info: { sample_rate: 20_000, nb_segment: segments.length },
  };
  writeFileSync(join(folder, "info.json"), JSON.stringify(info));
  const clusters = labels.map((label) => Buffer.concat([int64(label), Buffer.alloc(4)]));
  const catalogue = join(group, "catalogues", "initial");
  writeArray(catalogue, "clusters", [["cluster_label", "<i8"], ["color", "<u4"]], clusters); // prettier-ignore
  for (const [s, spikes] of segments.entries()) {
    const fields = [["index", "<i8"], ["cluster_label", "<i8"], ["jitter", "<f8"]] as const; // prettier-ignore
    const records = spikes.map(({ frame, label }) =>
      Buffer.concat([int64(frame), int64(label), Buffer.alloc(8)]),
    );
    writeArray(join(group, `segment_${String(s)}`), "spikes", fields, records);
  }
}

function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}

function writeArray(
  folder: string,
  name: string,
  dtype: readonly (readonly [string, string])[],
  records: readonly Buffer[],
): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.raw`), Buffer.concat(records));
  const arrays = { [name]: { dtype, shape: [records.length] } };
  writeFileSync(join(folder, "arrays.json"), JSON.stringify(arrays));
}
