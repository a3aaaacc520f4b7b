/** Opaque name of a channel, as the file or the user gave it. Not its position. */
export type ChannelId = string | number;
/** Opaque name of a unit. Not its position. */
export type UnitId = string | number;
