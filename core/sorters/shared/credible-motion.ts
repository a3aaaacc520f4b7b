import { MOTION_DIRECTIONS, type Motion } from "#core/motion/index.ts";

/** Share of the contacts' extent that a motion may travel: beyond it, most of what is compared has left the probe. */
const MOST_OF_EXTENT = 0.25;

/**
 * Why a motion is not to be believed, or undefined. On few contacts the likeness of a small overlap wins over that of the
 * whole, and the estimate leaps to and fro; moving the signal by it would tear every unit in two.
 * @param locations [channel × 2], µm
 */
export function incredibleMotion(motion: Motion, locations: Float64Array): string | undefined {
  const axis = MOTION_DIRECTIONS.indexOf(motion.direction);
  let [low, high] = [Infinity, -Infinity];
  for (let at = axis; at < locations.length; at += 2) {
    low = Math.min(low, locations[at]);
    high = Math.max(high, locations[at]);
  }
  const extent = high - low;
  const travel = Math.max(...motion.displacement.map((values) => travelOf(values, motion)));
  if (travel <= MOST_OF_EXTENT * extent) return undefined;
  return `it would move the signal by ${travel.toFixed(0)} µm along contacts that span ${extent.toFixed(0)} µm`;
}

/** Largest distance between two places of the same depth, µm. */
function travelOf(displacement: Float64Array, { spatialBinsUm }: Motion): number {
  const numDepths = spatialBinsUm.length;
  let travel = 0;
  for (let depth = 0; depth < numDepths; depth++) {
    let [low, high] = [Infinity, -Infinity];
    for (let at = depth; at < displacement.length; at += numDepths) {
      low = Math.min(low, displacement[at]);
      high = Math.max(high, displacement[at]);
    }
    travel = Math.max(travel, high - low);
  }
  return travel;
}
