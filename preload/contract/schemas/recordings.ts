import { z } from "zod";
import { id, jsonObject, jsonValue, name, none, path } from "./common.ts";

const simulation = z.strictObject({
  simulation: name,
  params: jsonObject,
  recordingId: z.exactOptional(id),
  analyzerId: z.exactOptional(id),
});

export const recordings = {
  add: z.strictObject({
    path,
    format: z.exactOptional(name),
    streamId: z.exactOptional(z.string().max(500)),
    params: z.exactOptional(jsonObject),
    name: z.exactOptional(name),
  }),
  simulations: none,
  simulationSize: simulation,
  simulate: z.strictObject({ ...simulation.shape, storage: z.enum(["binary", "lazy"]) }),
  get: z.strictObject({ recordingId: id }),
  events: z.strictObject({ recordingId: id }),
  pulseSources: z.strictObject({ recordingId: id }),
  findPulses: z.strictObject({
    recordingId: id,
    streamId: z.string().max(500).nullable(),
    channelId: z.string().max(500),
    threshold: z.number().nullable(),
  }),
  remove: z.strictObject({ recordingId: id }),
  locate: z.strictObject({ recordingId: id, path }),
};

const step = z.strictObject({ name, params: jsonObject, enabled: z.boolean() });

export const pipelines = {
  catalog: none,
  presets: none,
  set: z.strictObject({ recordingId: id, pipeline: z.array(step).max(200) }),
  processed: z.strictObject({ recordingId: id }),
  fromJson: z.strictObject({ json: jsonValue }),
  python: z.strictObject({ recordingId: id, pipeline: z.array(step).max(200) }),
  detectionSchema: none,
  detectBadChannels: z.strictObject({ recordingId: id, params: jsonObject }),
  forgetBadChannels: z.strictObject({ recordingId: id }),
  write: z.strictObject({ recordingId: id, format: z.enum(["binary", "zarr"]) }),
};

export const sorters = {
  catalog: none,
  run: z.strictObject({
    recordingId: id,
    sorter: name,
    params: jsonObject,
    analyze: z.boolean(),
  }),
  getStopped: z.strictObject({ recordingId: id }),
  resume: z.strictObject({ jobId: id, analyze: z.boolean() }),
  discard: z.strictObject({ jobId: id }),
  getDropped: z.strictObject({ sortingId: id }),
};

export const motions = {
  presets: none,
  list: z.strictObject({ recordingId: id }),
  estimate: z.strictObject({ recordingId: id, preset: name, params: jsonObject }),
  load: z.strictObject({ recordingId: id, path }),
  save: z.strictObject({ motionId: id, path }),
  apply: z.strictObject({ recordingId: id, motionId: id }),
  remove: z.strictObject({ motionId: id }),
};

export const sortings = {
  add: z.strictObject({
    path,
    recordingId: z.exactOptional(id),
    format: z.exactOptional(name),
    params: z.exactOptional(jsonObject),
  }),
  remove: z.strictObject({ sortingId: id }),
};
