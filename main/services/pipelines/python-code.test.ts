import { expect, test } from "vitest";
import type { ExtractorDict } from "#core/model/index.ts";
import { pythonOf } from "./python-code.ts";

const dict = (kwargs: ExtractorDict["kwargs"]): ExtractorDict => ({
  class: "spikeinterface.extractors.neoextractors.spikeglx.SpikeGLXRecordingExtractor",
  module: "spikeinterface",
  version: "0.103.2",
  kwargs,
  annotations: {},
  properties: {},
  relative_paths: false,
});

test("the steps that are on become calls in order, with Python's own literals", () => {
  const code = pythonOf(dict({ folder_path: 'C:\\data "x"', stream_id: "imec0.ap" }), [
    { name: "phase_shift", params: {}, enabled: false },
    { name: "bandpass_filter", params: { freq_min: 400, dtype: null }, enabled: true },
    {
      name: "interpolate_bad_channels",
      params: { bad_channel_ids: ["AP1", 7], p: 1.3 },
      enabled: true,
    },
    { name: "highpass_spatial_filter", params: { apply_agc: false }, enabled: true },
  ]);
  expect(code).toBe(`import spikeinterface.preprocessing as spre
from spikeinterface.extractors.neoextractors.spikeglx import SpikeGLXRecordingExtractor

recording = SpikeGLXRecordingExtractor(folder_path="C:\\\\data \\"x\\"", stream_id="imec0.ap")
recording = spre.bandpass_filter(recording, freq_min=400, dtype=None)
recording = spre.interpolate_bad_channels(recording, bad_channel_ids=["AP1", 7], p=1.3)
recording = spre.highpass_spatial_filter(recording, apply_agc=False)
`);
});

test("a step that SpikeInterface keeps elsewhere is imported from there", () => {
  const code = pythonOf(dict({}), [{ name: "correct_lsb", params: {}, enabled: true }]);
  expect(code).toContain("from spikeinterface.preprocessing.correct_lsb import correct_lsb\n");
  expect(code).toContain("recording = correct_lsb(recording)\n");
  expect(code).not.toContain("spre");
});

test("a recording that wraps another is loaded from its dictionary", () => {
  const outer = { ...dict({ recording: dict({ a: true }) }), class: "spikeinterface.core.X" };
  const code = pythonOf(outer, []);
  expect(code).toContain("import spikeinterface as si\n");
  expect(code).toContain('recording = si.load({"class": "spikeinterface.core.X"');
  expect(code).toContain('"a": True');
  expect(code).not.toContain("spre");
});

test("a long call has one argument a line", () => {
  const ids = Array.from({ length: 30 }, (_, i) => `AP${String(i)}`);
  const code = pythonOf(dict({}), [
    { name: "interpolate_bad_channels", params: { bad_channel_ids: ids }, enabled: true },
  ]);
  expect(code).toContain("spre.interpolate_bad_channels(\n    recording,\n    bad_channel_ids=[");
});

test("a motion becomes an object of arrays, and a ripple is refused because Python has no word for it", () => {
  const motion = {
    object: "Motion",
    displacement: [[[1, 2]]],
    temporal_bins_s: [[0.5]],
    spatial_bins_um: [10, 20],
    direction: "y",
    interpolation_method: "linear",
  };
  const code = pythonOf(dict({}), [
    { name: "interpolate_motion", params: { motion }, enabled: true },
  ]);
  expect(code).toContain("import numpy as np");
  expect(code).toContain("displacement=[np.array([[1, 2]])]");
  expect(code).toContain("spatial_bins_um=np.array([10, 20])");
  const rippled = [
    { name: "bandpass_filter", params: { ftype: "cheby1", rp: 1 }, enabled: true },
  ] as const;
  expect(() => pythonOf(dict({}), rippled)).toThrow(/bandpass_filter has rp/);
});
