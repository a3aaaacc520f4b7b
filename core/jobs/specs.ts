/** Every job: what it is given and what it answers, both plain data that cross threads. */
export interface JobSpecs {}

export type JobName = keyof JobSpecs;
