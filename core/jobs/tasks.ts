import { sweepTask, type ChunkTask } from "#core/compute/index.ts";
import {
  channelModelTask,
  correlogramRowTask,
  crossingNoiseTask,
  scalingFitTask,
  unitTemplateTask,
} from "#core/extensions/index.ts";
import { writeTracesTask, writeZarrTask } from "#core/formats/index.ts";
import { componentMetricTask } from "#core/metrics/index.ts";
import { EphysError } from "#core/model/index.ts";
import { channelFeaturesTask } from "#core/preprocessing/index.ts";
import { noiseLevelTask } from "#core/recording/index.ts";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- heterogeneous catalog; each task's own types are checked where it is defined
type AnyTask = ChunkTask<any, any, any>;

/** Every chunk task that a worker can find by name. */
const TASKS: readonly AnyTask[] = [
  sweepTask,
  writeTracesTask,
  writeZarrTask,
  noiseLevelTask,
  crossingNoiseTask,
  channelFeaturesTask,
  componentMetricTask,
  channelModelTask,
  correlogramRowTask,
  scalingFitTask,
  unitTemplateTask,
];

/** The chunk task called `name`. */
export function taskByName(name: string): AnyTask {
  const task = TASKS.find((candidate) => candidate.name === name);
  if (task === undefined) {
    throw new EphysError("UnknownName", `no chunk task is called "${name}"`, { name });
  }
  return task;
}
