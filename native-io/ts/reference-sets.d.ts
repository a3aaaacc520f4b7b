/** Distinct reference sets in compressed rows, and whose reference each channel loses (-1: none). */
export interface ReferenceSets {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly rowOfChannel: Int32Array;
}
/** One set per group; a channel in two groups belongs to the later one. */
export declare function setsOfGroups(
  groups: readonly Int32Array[],
  numChannels: number,
): ReferenceSets;
/** Each channel's own set; equal sets are kept once, so that their reference is computed once. */
export declare function setsOfChannels(sets: {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
}): ReferenceSets;
