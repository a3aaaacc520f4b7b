import { basename, dirname } from "node:path";
import { writeBinaryFolder, writeZarrRecording } from "#core/formats/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { openRecordingPath } from "#core/open/index.ts";
import { nodeFileSystem } from "#native/index.ts";

/** Writes raw samples (4 channels int16, 1 kHz) as a recording and calls `onChunk` before each chunk is written. */
export async function writeCounted(
  source: string,
  folder: string,
  form: string,
  onChunk: () => void,
): Promise<void> {
  const count = (path: string): void => {
    const isZarrChunk = basename(dirname(path)).startsWith("traces_seg");
    if (isZarrChunk ? !basename(path).startsWith(".z") : path.endsWith(".raw")) onChunk();
  };
  const fs = {
    ...nodeFileSystem,
    openToWrite: (path: string) => {
      count(path);
      return nodeFileSystem.openToWrite(path);
    },
    writeFile: (path: string, content: Uint8Array | string) => {
      count(path);
      return nodeFileSystem.writeFile(path, content);
    },
  };
  const ctx = createLocalComputeContext({ fs, kernels: typescriptKernels });
  const params = { sampling_frequency: 1000, num_channels: 4, dtype: "int16" };
  const recording = await openRecordingPath(source, { format: "binary", params }, ctx);
  await (form === "zarr" ? writeZarrRecording : writeBinaryFolder)(recording, folder, ctx);
}
