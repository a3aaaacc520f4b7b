/**
 * Extensions that are large and that nothing shows before a person asks for it: they are read behind all others, and who
 * needs one waits for it.
 */
export const LATE_EXTENSIONS: ReadonlySet<string> = new Set([
  "spike_locations",
  "amplitude_scalings",
  "principal_components",
  "correlograms",
  "isi_histograms",
  "acgs_3d",
]);
