import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { typescriptKernels as kernels } from "#core/kernels/index.ts";
import { expectClose } from "#test/support/close.ts";
import { goldenJson, goldenPath, hasGolden } from "#test/support/golden.ts";

interface Case {
  readonly windows: readonly {
    readonly segment: number;
    readonly start: number;
    readonly stop: number;
    readonly file: string;
  }[];
}

const CHANNELS = 24;

// scipy.signal.butter(5, [300, 6000], btype="bandpass", fs=30000, output="sos")
const SOS = Float64Array.of(
  0.01790522907755109,
  0.03581045815510218,
  0.01790522907755109,
  1.0,
  -0.41488281136493704,
  0.1568801776748323,
  1.0,
  2.0,
  1.0,
  1.0,
  -0.4964688276665688,
  0.5739584248473685,
  1.0,
  0.0,
  -1.0,
  1.0,
  -1.1375979216362906,
  0.19076020221856674,
  1.0,
  -2.0,
  1.0,
  1.0,
  -1.8972507975260808,
  0.9014457490171331,
  1.0,
  -2.0,
  1.0,
  1.0,
  -1.9606312289011083,
  0.9645632488794053,
);

function rawTraces(segment: number): Int16Array {
  const bytes = readFileSync(
    goldenPath("pipeline/recording", `traces_cached_seg${String(segment)}.raw`),
  );
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
}

/** The body of a version 1 .npy file: what these cases are stored in. */
function npyBody(path: string): ArrayBuffer {
  const bytes = readFileSync(path);
  const header = 10 + bytes.readUInt16LE(8);
  return Uint8Array.from(bytes.subarray(header)).buffer;
}

function eachWindow(
  step: string,
  variant: string,
  check: (window: Int16Array, body: ArrayBuffer, frames: { first: number; last: number }) => void,
  margin = 0,
): void {
  const folder = `pipeline/preprocessing/${step}`;
  for (const w of goldenJson<Case>(folder, `${variant}.json`).windows) {
    const traces = rawTraces(w.segment);
    const total = traces.length / CHANNELS;
    const first = Math.max(0, w.start - margin);
    const last = Math.min(total, w.stop + margin);
    check(traces.subarray(first * CHANNELS, last * CHANNELS), npyBody(goldenPath(folder, w.file)), {
      first: w.start - first,
      last: w.stop - first,
    });
  }
}

const everyChannel = Int32Array.from({ length: CHANNELS }, (_, i) => i);

describe.skipIf(!hasGolden)("the TypeScript kernels on the golden recording", () => {
  it("subtract the median of all channels as common_reference does", () => {
    eachWindow("common_reference", "default", (window, body) => {
      const out = new Int16Array(window.length);
      kernels.subtractReference(window, CHANNELS, "median", [everyChannel], out);
      expect(out).toEqual(new Int16Array(body));
    });
  });

  it("subtract the average of two groups", () => {
    eachWindow("common_reference", "groups_average", (window, body) => {
      const out = new Int16Array(window.length);
      const groups = [everyChannel.subarray(0, 12), everyChannel.subarray(12)];
      kernels.subtractReference(window, CHANNELS, "average", groups, out);
      expect(out).toEqual(new Int16Array(body));
    });
  });

  it("subtract the median of some channels from all, as one shared local set", () => {
    eachWindow("common_reference", "global_subset_median", (window, body) => {
      const out = new Int16Array(window.length);
      const indices = Int32Array.from({ length: 8 * CHANNELS }, (_, i) => (i % 8) * 3);
      const starts = Int32Array.from({ length: CHANNELS + 1 }, (_, i) => i * 8);
      kernels.subtractLocalReference(window, CHANNELS, "median", { starts, indices }, out);
      expect(out).toEqual(new Int16Array(body));
    });
  });

  it("filter forward and backward as bandpass_filter does, where the window has its whole margin", () => {
    eachWindow(
      "bandpass_filter",
      "default",
      (window, body, { first, last }) => {
        if (first === 0 || last * CHANNELS === window.length) return; // the step pads there, not the kernel
        const out = new Int16Array((last - first) * CHANNELS);
        kernels.sosfiltfilt(SOS, window, CHANNELS, first, last, out);
        expectClose(out, new Int16Array(body));
      },
      150,
    );
  });
});
