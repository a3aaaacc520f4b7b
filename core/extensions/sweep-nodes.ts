import { unitSumNode, waveformNode } from "#core/analyzer/index.ts";
import type { SweepNode } from "#core/compute/index.ts";
import { scalingNode, scalingSamplesNode } from "./amplitude-scalings/node.ts";
import { sliceNoiseNode } from "./noise-levels/node.ts";
import { componentNode } from "./principal-components/node.ts";
import { amplitudeNode } from "./spike-amplitudes/node.ts";

/** Nodes that a worker finds by name: those of the analyzer and of its extensions. */
export const SWEEP_NODES: readonly SweepNode[] = [
  waveformNode,
  unitSumNode,
  sliceNoiseNode,
  amplitudeNode,
  scalingNode,
  scalingSamplesNode,
  componentNode,
];
