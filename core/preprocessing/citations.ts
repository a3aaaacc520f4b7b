/* Where steps come from, as forms and reference pages show it. */

export const GARCIA_2024 =
  "Garcia et al. 2024, A modular implementation to handle and benchmark drift correction for high-density extracellular recordings, eNeuro, doi:10.1523/ENEURO.0229-23.2023";

export const IBL_2022 =
  "International Brain Laboratory 2022, Spike sorting pipeline for the International Brain Laboratory, doi:10.6084/m9.figshare.19705522";

export const LUDWIG_2009 =
  "Ludwig et al. 2009, Using a common average reference to improve cortical neuron recordings from microelectrode arrays, J Neurophysiol, doi:10.1152/jn.90989.2008";

export const QUIAN_QUIROGA_2009 =
  "Quian Quiroga 2009, What is the real shape of extracellular spikes?, J Neurosci Methods, doi:10.1016/j.jneumeth.2008.09.033";

export const YGER_2018 =
  "Yger et al. 2018, A spike sorting toolbox for up to thousands of electrodes, eLife, doi:10.7554/eLife.34518";
