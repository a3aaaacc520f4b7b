/** The six places of the rail, in the order of their keys Alt+1…6. */
export const PLACES = [
  { id: "data", title: "Data", about: "recordings, probes, traces" },
  { id: "prep", title: "Prep", about: "pipeline, before and after" },
  { id: "sort", title: "Sort", about: "sorters and sortings" },
  { id: "units", title: "Units", about: "metrics, waveforms, labels" },
  { id: "compare", title: "Compare", about: "agreement with ground truth" },
  { id: "jobs", title: "Jobs", about: "queue, logs, history" },
] as const;

export type PlaceId = (typeof PLACES)[number]["id"];
