import { z } from "zod";
import { id, jsonObject, name, none, path } from "./common.ts";

const theme = z.enum(["dark", "light"]);
const numWorkers = z.number().int().min(1).max(256);
const kernelLevel = z.enum(["auto", "typescript", "baseline", "avx2", "avx512", "neon"]);
const timeFormat = z.enum(["clock", "seconds", "samples"]);

export const app = {
  info: none,
  getSettings: none,
  setSettings: z.strictObject({
    theme: z.exactOptional(theme),
    numWorkers: z.exactOptional(numWorkers),
    kernelLevel: z.exactOptional(kernelLevel),
    timeFormat: z.exactOptional(timeFormat),
    layouts: z.exactOptional(jsonObject),
    keymap: z.exactOptional(z.string().max(100)),
    keys: z.exactOptional(z.record(z.string(), z.string().max(100))),
  }),
};

export const projects = {
  recent: none,
  create: z.strictObject({ path: z.exactOptional(path), name: z.exactOptional(name) }),
  open: z.strictObject({ path }),
  close: none,
  current: none,
  forget: z.strictObject({ path }),
  getSettings: none,
  setSettings: z.strictObject({
    theme: z.exactOptional(theme.nullable()),
    numWorkers: z.exactOptional(numWorkers.nullable()),
    kernelLevel: z.exactOptional(kernelLevel.nullable()),
    timeFormat: z.exactOptional(timeFormat.nullable()),
  }),
};

const probeSource = z.strictObject({
  path: z.exactOptional(path),
  name: z.exactOptional(name),
  numChannels: z.exactOptional(z.number().int().min(1).max(1e5)),
});

export const files = {
  choose: z.strictObject({
    kind: z.enum(["file", "folder", "project", "save"]),
    title: z.string().max(200),
  }),
  list: z.strictObject({ path: z.exactOptional(path) }),
  recognise: z.strictObject({ path }),
  previewRaw: z.strictObject({ path, params: jsonObject }),
  readProbe: probeSource,
  writeProbe: z.strictObject({
    source: probeSource,
    channels: z.array(z.number().int().nonnegative().max(1e6).nullable()).max(1e5),
    path,
  }),
};

export const jobs = {
  list: none,
  get: z.strictObject({ jobId: id }),
  cancel: z.strictObject({ jobId: id }),
};
