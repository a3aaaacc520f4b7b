/** Distinct reference sets in compressed rows, and whose reference each channel loses (-1: none). */
export interface ReferenceSets {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly rowOfChannel: Int32Array;
}

/** What was made of the sets of a recording's reference, which are the same for every piece of its traces. */
const made = new WeakMap<object, ReferenceSets>();

function remembered(key: object, numChannels: number, make: () => ReferenceSets): ReferenceSets {
  const known = made.get(key);
  if (known?.rowOfChannel.length === numChannels) return known;
  const sets = make();
  made.set(key, sets);
  return sets;
}

/** One set per group, whose members do not change later; a channel in two groups belongs to the later one. */
export function setsOfGroups(groups: readonly Int32Array[], numChannels: number): ReferenceSets {
  return remembered(groups, numChannels, () => compressed(groups, numChannels));
}

function compressed(groups: readonly Int32Array[], numChannels: number): ReferenceSets {
  const starts = new Int32Array(groups.length + 1);
  for (let row = 0; row < groups.length; row++) {
    starts[row + 1] = starts[row] + (groups[row]?.length ?? 0);
  }
  const indices = new Int32Array(starts[groups.length]);
  const rowOfChannel = new Int32Array(numChannels).fill(-1);
  groups.forEach((group, row) => {
    indices.set(group, starts[row]);
    for (const channel of group) rowOfChannel[channel] = row;
  });
  return { starts, indices, rowOfChannel };
}

interface ChannelSets {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
}

/** Each channel's own set, which does not change later; equal sets are kept once, so that their reference is computed once. */
export function setsOfChannels(sets: ChannelSets): ReferenceSets {
  return remembered(sets, sets.starts.length - 1, () => distinct(sets));
}

function distinct(sets: ChannelSets): ReferenceSets {
  const rowOfChannel = new Int32Array(sets.starts.length - 1);
  const rows: Int32Array[] = [];
  const rowOfSet = new Map<string, number>();
  for (let channel = 0; channel < rowOfChannel.length; channel++) {
    const set = sets.indices.subarray(sets.starts[channel], sets.starts[channel + 1]);
    const key = set.join(",");
    let row = set.length === 0 ? -1 : rowOfSet.get(key);
    if (row === undefined) {
      row = rows.push(set) - 1;
      rowOfSet.set(key, row);
    }
    rowOfChannel[channel] = row;
  }
  const { starts, indices } = compressed(rows, rowOfChannel.length);
  return { starts, indices, rowOfChannel };
}
