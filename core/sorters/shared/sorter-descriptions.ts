/* eslint-disable max-lines -- one table */

/*
 * What the sorters that SpikeInterface 0.103.2 (MIT licence) can launch say about themselves and their parameters: data
 * that `get_sorter_description` and `get_sorter_params_description` hand on, kept word for word because forms and
 * scripts compare them. Kilosort4 describes its own parameters in its package; without it only the job parameters are known.
 */

export interface SorterDescription {
  readonly description: string;
  /** parameter → what it means */
  readonly parameters: Readonly<Record<string, string | null>>;
}

/** Parameters of sorters that are written a binary file. */
const JOB_PARAMETERS = {
  n_jobs: "Number of jobs (when saving to binary) - default global",
  chunk_size: "Number of samples per chunk (when saving to binary) - default global",
  chunk_memory:
    "Memory usage for each job (e.g. '100M', '1G') (when saving to binary) - default global",
  total_memory: "Total memory usage (e.g. '500M', '2G') (when saving to binary) - default global",
  chunk_duration:
    "Chunk duration in s if float or with units if str (e.g. '1s', '500ms') (when saving to binary) - default global",
  progress_bar: "If True, progress bar is shown (when saving to binary) - default global",
} as const;

/** By sorter name. */
export const SORTER_DESCRIPTIONS: Readonly<Record<string, SorterDescription>> = {
  combinato: {
    description:
      "Combinato is a complete data-analysis framework for spike sorting in noisy recordings\n    lasting twelve hours or more. It combines a wavelet-based feature extraction and paramagnetic clustering with\n    multiple stages of template-matching. includes software for artifact rejection, automatic spike sorting,\n    manual optimization, and efficient visualization of results.\n    For more information see https://doi:10.1371/journal.pone.0166598",
    parameters: {
      detect_sign:
        "Use -1 (negative) or 1 (positive) depending on the sign of the spikes in the recording",
      MaxClustersPerTemp: "How many clusters can be selected at one temperature",
      MinSpikesPerClusterMultiSelect: "How many spikes does a cluster need to be selected",
      RecursiveDepth: "How many clustering recursions should be run (1 do not recurse)",
      ReclusterClusters: "Iteratively recluster big clusters?",
      MinInputSizeRecluster: "How many spikes does a cluster need to be re-clustered",
      FirstMatchFactor: "How close do spikes have to be in the first template matching step",
      SecondMatchFactor: "How close do spikes have to be in the second template matching step",
      MaxDistMatchGrouping: "At what cluster distance does grouping stop",
      detect_threshold: "Threshold for spike detection",
      max_spike_duration: "max spike duration in seconds",
      indices_per_spike: "samples per spikes",
      index_maximum:
        "Number of samples from the beginning of the spike waveform up to (not including) the peak",
      upsampling_factor: "upsampling factor",
      denoise: "Use denoise filter",
      do_filter: "Use bandpass filter",
      keep_good_only: "If True only 'good' units are returned",
      chunk_memory: "Chunk size in Mb to write h5 file (default 500Mb)",
    },
  },
  hdsort: {
    description:
      "HDSort is a template-matching spike sorter designed for high density micro-electrode arrays.\n    For more information see https://doi.org/10.1152/jn.00803.2017",
    parameters: {
      detect_threshold: "Threshold for spike detection",
      detect_sign:
        "Use -1 (negative) or 1 (positive) depending on the sign of the spikes in the recording",
      filter: "Enable or disable filter",
      parfor: "If True, the Matlab parfor is used",
      freq_min: "High-pass filter cutoff frequency",
      freq_max: "Low-pass filter cutoff frequency",
      max_el_per_group: "Maximum number of channels per electrode group",
      min_el_per_group: "Minimum number of channels per electrode group",
      add_if_nearer_than: "Minimum distance to add electrode to an electrode group",
      max_distance_within_group: "Maximum distance within an electrode group",
      n_pc_dims: "Number of principal components dimensions to perform initial clustering",
      chunk_size: "Chunk size in number of frames for template-matching",
      loop_mode: "Loop mode: 'loop', 'local_parfor', 'grid' (requires a grid architecture)",
      chunk_memory: "Chunk size in Mb for saving to binary format (default 500Mb)",
    },
  },
  herdingspikes: {
    description:
      "Herding Spikes is a density-based spike sorter designed for large-scale high-density recordings.\n    It uses both PCA features and an estimate of the spike location to cluster different units.\n    For more information see https://www.sciencedirect.com/science/article/pii/S221112471730236X",
    parameters: {
      localize: "Perform spike localization. (`bool`, `True`)",
      save_shape: "Save spike shape. (`bool`, `True`)",
      out_file:
        "Path and filename to store detection and clustering results. (`str`, `HS2_detected`)",
      verbose: "Print progress information. (`bool`, `True`)",
      chunk_size:
        " Number of samples per chunk during detection. If `None`, a suitable value will be estimated. (`int`, `None`)",
      lowpass: "Enable internal low-pass filtering (simple two-step average). (`bool`, `True`)",
      common_reference:
        "Method for common reference filtering, can be `average` or `median` (`str`, `median`)",
      rescale: "Automatically re-scale the data.  (`bool`, `True`)",
      rescale_value: "Factor by which data is re-scaled. (`float`, `-1280.0`)",
      threshold: "Spike detection threshold. (`float`, `8.0`)",
      spike_duration: "Maximum duration over which a spike is evaluated (ms). (`float`, `1.0`)",
      amp_avg_duration:
        "Maximum duration over which the spike amplitude  is evaluated (ms). (`float`, `0.4`)",
      min_avg_amp: "Minimum integrated spike amplitude for a true spike. (`float`, `1.0`)",
      AHP_thr: "Minimum value of the spike repolarisation for a true spike. (`float`, `0.0`)",
      neighbor_radius:
        "Radius of area around probe channel for neighbor classification (microns). (`float`, `90.0`)",
      inner_radius:
        "Radius of area around probe channel for spike localisation (microns). (`float`, `70.0`)",
      peak_jitter: "Maximum peak misalignment for synchronous spike (ms). (`float`, `0.25`)",
      rise_duration: "Maximum spike rise time, in milliseconds. (`float`, `0.26`)",
      decay_filtering:
        "Exclude duplicate spikes based on spatial decay pattern, experimental. (`bool`,`False`)",
      decay_ratio: "Spatial decay rate for `decay_filtering`. (`float`,`1.0`)",
      left_cutout_time: "Length of cutout before peak (ms). (`float`, `0.3`)",
      right_cutout_time: "Length of cutout after peak (ms). (`float`, `1.8`)",
      pca_ncomponents: "Number of principal components to use when clustering. (`int`, `2`)",
      pca_whiten: "If `True`, whiten data for PCA. (`bool`, `True`)",
      clustering_bandwidth:
        "Meanshift bandwidth, average spatial extent of spike clusters (microns). (`float`, `4.0`)",
      clustering_alpha: "Scalar for the waveform PC features when clustering. (`float`, `4.5`)",
      clustering_n_jobs:
        "Number of cores to use for clustering, use `-1` for all available cores. (`int`, `-1`)",
      clustering_bin_seeding: "Enable clustering bin seeding. (`bool`, `True`)",
      clustering_min_bin_freq: "Minimum spikes per bin for bin seeding. (`int`, `4`)",
      clustering_subset: "Number of spikes used to build clusters. All by default. (`int`, `None`)",
    },
  },
  ironclust: {
    description: "",
    parameters: {
      detect_sign:
        "Use -1 (negative), 1 (positive) or 0 (both) depending on the sign of the spikes in the recording",
      adjacency_radius: "Use -1 to include all channels in every neighborhood",
      adjacency_radius_out: "Use -1 to include all channels in every neighborhood",
      detect_threshold: "detection threshold",
      prm_template_name: ".prm template file name",
      freq_min: "High-pass filter cutoff frequency",
      freq_max: "Low-pass filter cutoff frequency",
      merge_thresh: "Threshold for automated merging",
      pc_per_chan: "Number of principal components per channel",
      whiten: "Whether to do channel whitening as part of preprocessing",
      filter_type: "Filter type: none, bandpass, wiener, fftdiff, ndiff",
      filter_detect_type: "Filter type for detection: none, bandpass, wiener, fftdiff, ndiff",
      common_ref_type: "Common reference type: none, mean, median, trimmean",
      batch_sec_drift: "Batch duration in seconds. clustering time duration",
      step_sec_drift: "Compute anatomical similarity every n sec",
      knn: "K nearest neighbors",
      min_count: "Minimum cluster size",
      fGpu: "Use GPU if True",
      fft_thresh: "FFT-based noise peak threshold",
      fft_thresh_low:
        "FFT-based noise peak lower threshold (set to 0 to disable dual thresholding scheme)",
      nSites_whiten: "Number of adjacent channels to whiten",
      feature_type: "gpca, pca, vpp, vmin, vminmax, cov, energy, xcov",
      delta_cut: "Cluster detection threshold (delta-cutoff)",
      post_merge_mode: "Post merge mode",
      sort_mode: "Sort mode",
      fParfor: "Parfor loop",
      filter: "Enable or disable filter",
      clip_pre: "Pre-peak clip duration in ms",
      clip_post: "Post-peak clip duration in ms",
      merge_thresh_cc: "Cross-correlogram merging threshold, set to 1 to disable",
      nRepeat_merge: "Number of repeats for merge",
      merge_overlap_thresh: "Knn-overlap merge threshold",
      version: "The irc command version. Can be 1 or 2 (default)",
      ...JOB_PARAMETERS,
    },
  },
  kilosort: {
    description:
      "Kilosort is a GPU-accelerated and efficient template-matching spike sorter.\n    For more information see https://papers.nips.cc/paper/6326-fast-and-accurate-spike-sorting-of-high-channel-count-probes-with-kilosort",
    parameters: {
      detect_threshold: "Threshold for spike detection",
      car: "Enable or disable common reference",
      useGPU: "Enable or disable GPU usage",
      freq_min: "High-pass filter cutoff frequency",
      freq_max: "Low-pass filter cutoff frequency",
      ntbuff: "Samples of symmetrical buffer for whitening and spike detection",
      Nfilt: "Number of clusters to use (if None it is automatically computed)",
      NT: "Batch size (if None it is automatically computed--recommended Kilosort behavior if ntbuff also not changed)",
      wave_length:
        "size of the waveform extracted around each detected peak, (Default 61, maximum 81)",
      delete_tmp_files:
        "Delete temporary files created during sorting (matlab files and the `temp_wh.dat` file that contains kilosort-preprocessed data). Accepts `False` (deletes no files), `True` (deletes all files) or a Tuple containing the files to delete. Options are: ('temp_wh.dat', 'matlab_files')",
      delete_recording_dat: "Whether to delete the 'recording.dat' file after a successful run",
      parfor: "Whether to use parfor to accelerate some parts of the algorithm. (0.0 or 1.0)",
      nNeighPC:
        "Number of channels to mask the PCs for visualization (Phy). None to skip, default is min(12, Nchan).",
      nNeigh:
        "Number of neighboring templates to retain projections of for visualization (Phy). (Default 16.0)",
      whitening: "Type of whitening. (Default 'full', or 'noSpikes')",
      nSkipCov: "Compute whitening matrix from every N-th batch. (Default 1.0)",
      whiteningRange:
        "How many channels to whiten together. (Inf for whole probe whitening, default 32.0)",
      Nrank: "Matrix rank of spike template model. (Default 3.0)",
      nfullpasses: "Number of complete passes through data during optimization. (Default 6.0)",
      maxFR: "Maximum number of spikes to extract per batch. (Default 20000)",
      Th: "Threshold for detecting spikes on template-filtered data. Array of 3 values: [initial, final, final pass]. (Default [4.0, 10.0, 10.0])",
      lam: "Regularization parameter for template amplitudes. Large means amplitudes are forced around the mean. Array of 3 values: [initial, final, final pass]. (Default [5.0, 5.0, 5.0])",
      nannealpasses: "Number of annealing passes. Should be less than nfullpasses. (Default 4.0)",
      momentum:
        "Momentum for optimization. Array of 2 values: [initial, final]. (Default [1/20, 1/400])",
      shuffle_clusters: "Allow merges and splits during optimization. (Default 1.0 or True)",
      mergeT: "Upper threshold for merging clusters. (Default 0.1)",
      splitT: "Lower threshold for splitting clusters. (Default 0.1)",
      initialize: "How to initialize templates. ('fromData' or 'no') (Default 'fromData')",
      loc_range: "Range (time x channels) to detect peaks. (Default [3.0, 1.0])",
      long_range: "Range (time x channels) to detect isolated peaks. (Default [30.0, 6.0])",
      maskMaxChannels: "How many channels to mask up/down when extracting PCs. (Default 5.0)",
      crit: "Upper criterion for discarding spike repeats. (Default 0.65)",
      nFiltMax:
        "Maximum number of 'unique' spikes to consider for template initialization. (Default 10000.0)",
      fracse:
        "Binning step along discriminant axis for posthoc merges (in units of sd). (Default 0.1)",
      epu: "Drift correction parameter ( Inf = no drift correction). (Default np.inf)",
      ForceMaxRAMforDat: "Maximum RAM the algorithm will try to use (in bytes). (Default 20e9)",
      ...JOB_PARAMETERS,
    },
  },
  kilosort2: {
    description:
      "Kilosort2 is a GPU-accelerated and efficient template-matching spike sorter. On top of its\n    predecessor Kilosort, it implements a drift-correction strategy.\n    For more information see https://github.com/MouseLand/Kilosort2",
    parameters: {
      detect_threshold: "Threshold for spike detection",
      projection_threshold: "Threshold on projections",
      preclust_threshold: "Threshold crossings for pre-clustering (in PCA projection space)",
      whiteningRange: "Number of channels to use for whitening each channel",
      momentum: "Number of samples to average over (annealed from first to second value)",
      car: "Enable or disable common reference",
      minFR: "Minimum spike rate (Hz), if a cluster falls below this for too long it gets removed",
      minfr_goodchannels: "Minimum firing rate on a 'good' channel",
      freq_min: "High-pass filter cutoff frequency",
      sigmaMask: "Spatial constant in um for computing residual variance of spike",
      lam: "The importance of the amplitude penalty (like in Kilosort1: 0 means not used, 10 is average, 50 is a lot)",
      nPCs: "Number of PCA dimensions",
      ntbuff: "Samples of symmetrical buffer for whitening and spike detection",
      nfilt_factor: "Max number of clusters per good channel (even temporary ones) 4",
      NT: "Batch size (if None it is automatically computed--recommended Kilosort behavior if ntbuff also not changed)",
      AUCsplit:
        "Threshold on the area under the curve (AUC) criterion for performing a split in the final step",
      wave_length:
        "size of the waveform extracted around each detected peak, (Default 61, maximum 81)",
      keep_good_only: "If True only 'good' units are returned",
      skip_kilosort_preprocessing: "Can optionally skip the internal kilosort preprocessing",
      scaleproc: "int16 scaling of whitened data, if None set to 200.",
      save_rez_to_mat: "Save the full rez internal struc to mat file",
      delete_tmp_files:
        "Delete temporary files created during sorting (matlab files and the `temp_wh.dat` file that contains kilosort-preprocessed data). Accepts `False` (deletes no files), `True` (deletes all files) or a Tuple containing the files to delete. Options are: ('temp_wh.dat', 'matlab_files')",
      delete_recording_dat: "Whether to delete the 'recording.dat' file after a successful run",
      ...JOB_PARAMETERS,
    },
  },
  kilosort2_5: {
    description:
      'Kilosort2_5 is a GPU-accelerated and efficient template-matching spike sorter. On top of its\n    predecessor Kilosort, it implements a drift-correction strategy. Kilosort2.5 improves on Kilosort2 primarily in the\n    type of drift correction we use. Where Kilosort2 modified templates as a function of time/drift (a drift tracking\n    approach), Kilosort2.5 corrects the raw data directly via a sub-pixel registration process (a drift correction\n    approach). Kilosort2.5 has not been as broadly tested as Kilosort2, but is expected to work out of the box on\n    Neuropixels 1.0 and 2.0 probes, as well as other probes with vertical pitch <=40um. For other recording methods,\n    like tetrodes or single-channel recordings, you should test empirically if v2.5 or v2.0 works better for you (use\n    the "releases" on the github page to download older versions).\n    For more information see https://github.com/MouseLand/Kilosort',
    parameters: {
      detect_threshold: "Threshold for spike detection",
      projection_threshold: "Threshold on projections",
      preclust_threshold: "Threshold crossings for pre-clustering (in PCA projection space)",
      whiteningRange: "Number of channels to use for whitening each channel",
      momentum: "Number of samples to average over (annealed from first to second value)",
      car: "Enable or disable common reference",
      minFR: "Minimum spike rate (Hz), if a cluster falls below this for too long it gets removed",
      minfr_goodchannels: "Minimum firing rate on a 'good' channel",
      nblocks:
        "blocks for registration. 0 turns it off, 1 does rigid registration. Replaces 'datashift' option.",
      sig: "spatial smoothness constant for registration",
      freq_min: "High-pass filter cutoff frequency",
      sigmaMask: "Spatial constant in um for computing residual variance of spike",
      lam: "The importance of the amplitude penalty (like in Kilosort1: 0 means not used, 10 is average, 50 is a lot)",
      nPCs: "Number of PCA dimensions",
      ntbuff: "Samples of symmetrical buffer for whitening and spike detection",
      nfilt_factor: "Max number of clusters per good channel (even temporary ones) 4",
      do_correction: "If True drift registration is applied",
      NT: "Batch size (if None it is automatically computed)",
      AUCsplit:
        "Threshold on the area under the curve (AUC) criterion for performing a split in the final step",
      keep_good_only: "If True only 'good' units are returned",
      wave_length:
        "size of the waveform extracted around each detected peak, (Default 61, maximum 81)",
      skip_kilosort_preprocessing: "Can optionally skip the internal kilosort preprocessing",
      scaleproc: "int16 scaling of whitened data, if None set to 200.",
      save_rez_to_mat: "Save the full rez internal struc to mat file",
      delete_tmp_files:
        "Delete temporary files created during sorting (matlab files and the `temp_wh.dat` file that contains kilosort-preprocessed data). Accepts `False` (deletes no files), `True` (deletes all files) or a Tuple containing the files to delete. Options are: ('temp_wh.dat', 'matlab_files') ",
      delete_recording_dat: "Whether to delete the 'recording.dat' file after a successful run",
      ...JOB_PARAMETERS,
    },
  },
  kilosort3: {
    description:
      'Kilosort3 is a GPU-accelerated and efficient template-matching spike sorter. On top of its\n    predecessor Kilosort, it implements a drift-correction strategy. Kilosort3 improves on Kilosort2 primarily in the\n    type of drift correction we use. Where Kilosort2 modified templates as a function of time/drift (a drift tracking\n    approach), Kilosort3 corrects the raw data directly via a sub-pixel registration process (a drift correction\n    approach). Kilosort3 has not been as broadly tested as Kilosort2, but is expected to work out of the box on\n    Neuropixels 1.0 and 2.0 probes, as well as other probes with vertical pitch <=40um. For other recording methods,\n    like tetrodes or single-channel recordings, you should test empirically if v3 or v2.0 works better for you (use\n    the "releases" on the github page to download older versions).\n    For more information see https://github.com/MouseLand/Kilosort',
    parameters: {
      detect_threshold: "Threshold for spike detection",
      projection_threshold: "Threshold on projections",
      preclust_threshold: "Threshold crossings for pre-clustering (in PCA projection space)",
      whiteningRange: "number of channels to use for whitening each channel",
      car: "Enable or disable common reference",
      minFR: "Minimum spike rate (Hz), if a cluster falls below this for too long it gets removed",
      minfr_goodchannels: "Minimum firing rate on a 'good' channel",
      nblocks:
        "blocks for registration. 0 turns it off, 1 does rigid registration. Replaces 'datashift' option.",
      sig: "spatial smoothness constant for registration",
      freq_min: "High-pass filter cutoff frequency",
      sigmaMask: "Spatial constant in um for computing residual variance of spike",
      lam: "The importance of the amplitude penalty (like in Kilosort1: 0 means not used, 10 is average, 50 is a lot)",
      nPCs: "Number of PCA dimensions",
      ntbuff: "Samples of symmetrical buffer for whitening and spike detection",
      nfilt_factor: "Max number of clusters per good channel (even temporary ones) 4",
      do_correction: "If True drift registration is applied",
      NT: "Batch size (if None it is automatically computed--recommended Kilosort behavior if ntbuff also not changed)",
      AUCsplit:
        "Threshold on the area under the curve (AUC) criterion for performing a split in the final step",
      wave_length:
        "size of the waveform extracted around each detected peak, (Default 61, maximum 81)",
      keep_good_only: "If True only 'good' units are returned",
      skip_kilosort_preprocessing: "Can optionally skip the internal kilosort preprocessing",
      scaleproc: "int16 scaling of whitened data, if None set to 200.",
      save_rez_to_mat: "Save the full rez internal struc to mat file",
      delete_tmp_files:
        "Delete temporary files created during sorting (matlab files and the `temp_wh.dat` file that contains kilosort-preprocessed data). Accepts `False` (deletes no files), `True` (deletes all files) or a Tuple containing the files to delete. Options are: ('temp_wh.dat', 'matlab_files')",
      delete_recording_dat: "Whether to delete the 'recording.dat' file after a successful run",
      ...JOB_PARAMETERS,
    },
  },
  kilosort4: {
    description:
      "Kilosort4 is a Python package for spike sorting on GPUs with template matching.\n    The software uses new graph-based approaches to clustering that improve performance compared to previous versions.\n    For detailed comparisons to past versions of Kilosort and to other spike-sorting methods, please see the pre-print\n    at https://www.biorxiv.org/content/10.1101/2023.01.07.523036v1\n    For more information see https://github.com/MouseLand/Kilosort",
    parameters: { ...JOB_PARAMETERS },
  },
  mountainsort4: {
    description:
      "Mountainsort4 is a fully automatic density-based spike sorter using the isosplit clustering\n    method and automatic curation procedures. For more information see https://doi.org/10.1016/j.neuron.2017.08.030",
    parameters: {
      detect_sign:
        "Use -1 (negative) or 1 (positive) depending on the sign of the spikes in the recording",
      adjacency_radius:
        "Radius in um to build channel neighborhood (Use -1 to include all channels in every neighborhood)",
      freq_min: "High-pass filter cutoff frequency",
      freq_max: "Low-pass filter cutoff frequency",
      filter: "Enable or disable filter",
      whiten: "Enable or disable whitening",
      num_workers: "Number of workers (if None, half of the cpu number is used)",
      clip_size: "Number of samples per waveform",
      detect_threshold: "Threshold for spike detection",
      detect_interval: "Minimum number of timepoints between events detected on the same channel",
      tempdir: "Temporary directory for mountainsort (available for ms4 >= 1.0.2)s",
    },
  },
  mountainsort5: {
    description:
      "MountainSort5 uses Isosplit clustering. It is an updated version of MountainSort4. See https://doi.org/10.1016/j.neuron.2017.08.030",
    parameters: {
      scheme: "Which sorting scheme to use: '1, '2', or '3'",
      detect_threshold: "Detection threshold - recommend to use the default",
      detect_sign: "Use -1 for detecting negative peaks, 1 for positive, 0 for both",
      detect_time_radius_msec:
        "Determines the minimum allowable time interval between detected spikes in the same spatial region",
      snippet_T1: "Number of samples before the peak to include in the snippet",
      snippet_T2: "Number of samples after the peak to include in the snippet",
      npca_per_channel:
        "Number of PCA features per channel in the initial dimension reduction step",
      npca_per_subdivision:
        "Number of PCA features to compute at each stage of clustering in the isosplit6 subdivision method",
      snippet_mask_radius: "Radius of the mask to apply to the extracted snippets",
      scheme1_detect_channel_radius:
        "Channel radius for excluding events that are too close in time in scheme 1",
      scheme2_phase1_detect_channel_radius:
        "Channel radius for excluding events that are too close in time during phase 1 of scheme 2",
      scheme2_detect_channel_radius:
        "Channel radius for excluding events that are too close in time during phase 2 of scheme 2",
      scheme2_max_num_snippets_per_training_batch:
        "Maximum number of snippets to use in each batch for training during phase 2 of scheme 2",
      scheme2_training_duration_sec: "Duration of training data to use in scheme 2",
      scheme2_training_recording_sampling_mode: "initial or uniform",
      scheme3_block_duration_sec: "Duration of each block in scheme 3",
      freq_min: "High-pass filter cutoff frequency",
      freq_max: "Low-pass filter cutoff frequency",
      filter: "Enable or disable filter",
      whiten: "Enable or disable whitening",
      delete_temporary_recording:
        "If True, the temporary recording file is deleted after sorting (this may fail on Windows requiring the end-user to delete the file themselves later)",
      ...JOB_PARAMETERS,
    },
  },
  pykilosort: {
    description: "pykilosort is a port of kilosort to python",
    parameters: {
      low_memory: "low memory setting for running chronic recordings",
      seed: "seed for deterministic output",
      preprocessing_function:
        'pre-processing function used choices are "kilosort2" or "destriping"',
      save_drift_spike_detections: "save detected spikes in drift correction",
      perform_drift_registration: "Estimate electrode drift and apply registration",
      do_whitening: "whether or not to whiten data, if disabled channels are individually z-scored",
      fs: "sample rate",
      probe: "data type of raw data",
      data_dtype: "data type of raw data",
      save_temp_files: "keep temporary files created while running",
      fshigh: "high pass filter frequency",
      fslow: "low pass filter frequency",
      minfr_goodchannels: "minimum firing rate on a 'good' channel (0 to skip)",
      genericSpkTh: "threshold for crossings with generic templates",
      nblocks:
        "number of blocks used to segment the probe when tracking drift, 0 == don't track, 1 == rigid, > 1 == non-rigid",
      output_filename: "optionally save registered data to a new binary file",
      overwrite: "overwrite proc file with shifted data",
      sig_datashift: "sigma for the Gaussian process smoothing",
      stable_mode: "make output more stable",
      deterministic_mode: "make output deterministic by sorting spikes before applying kernels",
      datashift: "parameters for 'datashift' drift correction. not required",
      Th: "threshold on projections (like in Kilosort1, can be different for last pass like [10 4])",
      ThPre: "threshold crossings for pre-clustering (in PCA projection space)",
      lam: "how important is the amplitude penalty (like in Kilosort1, 0 means not used, 10 is average, 50 is a lot)",
      minFR: " minimum spike rate (Hz), if a cluster falls below this for too long it gets removed",
      momentum: "number of samples to average over (annealed from first to second value)",
      sigmaMask: "spatial constant in um for computing residual variance of spike",
      spkTh: "spike threshold in standard deviations",
      reorder: "whether to reorder batches for drift correction.",
      nSkipCov: "compute whitening matrix from every nth batch",
      ntbuff:
        "samples of symmetrical buffer for whitening and spike detection; Must be multiple of 32 + ntbuff. This is the batch size (try decreasing if out of memory).",
      whiteningRange: "number of channels to use for whitening each channel",
      scaleproc: "int16 scaling of whitened data",
      nPCs: "how many PCs to project the spikes into",
      nt0: null,
      nup: null,
      sig: null,
      gain: null,
      templateScaling: null,
      loc_range: null,
      long_range: null,
      keep_good_only: "If True only 'good' units are returned",
      ...JOB_PARAMETERS,
    },
  },
  rtsort: {
    description:
      "RT-Sort is a real-time spike sorting algorithm that enables the sorted detection of action potentials within 7.5ms±1.5ms (mean±STD) after the waveform trough while the recording remains ongoing.\n    It utilizes unique propagation patterns of action potentials along axons detected as high-fidelity sequential activations on adjacent electrodes, together with a convolutional neural network-based spike detection algorithm.\n    This implementation in SpikeInterface only implements RT-Sort's offline sorting.\n    For more information see https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0312438",
    parameters: {
      detection_model:
        "`mea` or `neuropixels` to use the mea- or neuropixels-trained detection models. Or, path to saved detection model (see https://braingeneers.github.io/braindance/docs/RT-sort/usage/training-models) (`str`, `neuropixels`)",
      recording_window_ms:
        "A tuple `(start_ms, end_ms)` defining the portion of the recording (in milliseconds) to process. (`tuple`, `None`)",
      stringent_thresh: "The stringent threshold for spike detection. (`float`, `0.175`)",
      loose_thresh: "The loose threshold for spike detection. (`float`, `0.075`)",
      inference_scaling_numerator: "Scaling factor for inference. (`float`, `15.4`)",
      ms_before:
        "Time (in milliseconds) to consider before each detected spike for sequence formation. (`float`, `0.5`)",
      ms_after:
        "Time (in milliseconds) to consider after each detected spike for sequence formation. (`float`, `0.5`)",
      pre_median_ms:
        "Duration (in milliseconds) to compute the median for normalization. (`float`, `50`)",
      inner_radius: "Inner radius (in micrometers). (`float`, `50`)",
      outer_radius: "Outer radius (in micrometers). (`float`, `100`)",
      min_elecs_for_array_noise_n:
        "Minimum number of electrodes for array-wide noise filtering. (`int`, `100`)",
      min_elecs_for_array_noise_f:
        "Minimum fraction of electrodes for array-wide noise filtering. (`float`, `0.1`)",
      min_elecs_for_seq_noise_n:
        "Minimum number of electrodes for sequence-wide noise filtering. (`int`, `50`)",
      min_elecs_for_seq_noise_f:
        "Minimum fraction of electrodes for sequence-wide noise filtering. (`float`, `0.05`)",
      min_activity_root_cocs:
        "Minimum number of stringent spike detections on inner electrodes within the maximum propagation window that cause a stringent spike detection on a root electrode to be counted as a stringent codetection. (`int`, `2`)",
      min_activity_hz:
        "Minimum activity rate of root detections (in Hz) for an electrode to be used as a root electrode. (`float`, `0.05`)",
      max_n_components_latency:
        "Maximum number of latency components for Gaussian mixture model used for splitting latency distribution. (`int`, `4`)",
      min_coc_n:
        "After splitting a cluster of codetections, a cluster is discarded if it does not have at least min_coc_n codetections. (`int`, `10`)",
      min_coc_p:
        "After splitting a cluster of codetections, a cluster is discarded if it does not have at least (min_coc_p * the total number of codetections before splitting) codetections. (`int`, `10`)",
      min_extend_comp_p:
        "The required percentage of codetections before splitting that is preserved after the split in order for the inner electrodes of the current splitting electrode to be added to the total list of electrodes used to further split the cluster. (`int`, `50`)",
      elec_patience:
        "Number of electrodes considered for splitting that do not lead to a split before terminating the splitting process. (`int`, `6`)",
      split_coc_clusters_amps: "Whether to split clusters based on amplitude. (`bool`, `True`)",
      min_amp_dist_p:
        "The minimum Hartigan's dip test p-value for a distribution to be considered unimodal. (`float`, `0.1`)",
      max_n_components_amp:
        "Maximum number of components for Gaussian mixture model used for splitting amplitude distribution. (`int`, `4`)",
      min_loose_elec_prob:
        "Minimum average detection score (smaller values are set to 0) in decimal form (ranging from 0 to 1). (`float`, `0.03`)",
      min_inner_loose_detections:
        "Minimum inner loose electrode detections for assigning spikes / overlaps for merging. (`int`, `3`)",
      min_loose_detections_n:
        "Minimum loose electrode detections for assigning spikes / overlaps for merging. (`int`, `4`)",
      min_loose_detections_r_spikes:
        "Minimum ratio of loose electrode detections for assigning spikes. (`float`, `1/3`)",
      min_loose_detections_r_sequences:
        "Minimum ratio of loose electrode detections overlaps for merging. (`float`, `1/3`)",
      max_latency_diff_spikes:
        "Maximum allowed weighted latency difference for spike assignment. (`float`, `2.5`)",
      max_latency_diff_sequences:
        "Maximum allowed weighted latency difference for sequence merging. (`float`, `2.5`)",
      clip_latency_diff_factor:
        "Latency clip = clip_latency_diff_factor * max_latency_diff. (`float`, `2`)",
      max_amp_median_diff_spikes:
        "Maximum allowed weighted percent amplitude difference for spike assignment. (`float`, `0.45`)",
      max_amp_median_diff_sequences:
        "Maximum allowed weighted percent amplitude difference for sequence merging. (`float`, `0.45`)",
      clip_amp_median_diff_factor:
        "Amplitude clip = clip_amp_median_diff_factor * max_amp_median_diff. (`float`, `2`)",
      max_root_amp_median_std_spikes:
        "Maximum allowed root amplitude standard deviation for spike assignment. (`float`, `2.5`)",
      max_root_amp_median_std_sequences:
        "Maximum allowed root amplitude standard deviation for sequence merging. (`float`, `2.5`)",
      repeated_detection_overlap_time:
        "Time window (in seconds) for overlapping repeated detections. (`float`, `0.2`)",
      min_seq_spikes_n: "Minimum number of spikes required for a valid sequence. (`int`, `10`)",
      min_seq_spikes_hz: "Minimum spike rate for a valid sequence. (`float`, `0.05`)",
      relocate_root_min_amp:
        "Minimum amplitude ratio for relocating a root electrode before first merging. (`float`, `0.8`)",
      relocate_root_max_latency:
        "Maximum latency for relocating a root electrode before first merging. (`float`, `-2`)",
      device: "The device for PyTorch operations ('cuda' or 'cpu'). (`str`, `cuda`)",
      num_processes: "Number of processes to use for parallelization. (`int`, `None`)",
      ignore_warnings: "Whether to suppress warnings during execution. (`bool`, `True`)",
      debug:
        "Whether to enable debugging features such as saving intermediate steps. (`bool`, `False`)",
    },
  },
  simple: {
    description: "",
    parameters: {
      apply_preprocessing: "whether to apply the preprocessing steps, default: False",
      waveforms:
        "A dictonary containing waveforms params: 'ms_before' (peak of spike) default: 1.0, 'ms_after' (peak of spike) deafult: 1.5",
      filtering:
        "A dictionary containing bandpass filter conditions, 'freq_min' default: 300 and 'freq_max' default:8000.0",
      detection:
        "A dictionary for specifying the detection conditions of 'peak_sign' (pos or neg) default: 'neg', 'detect_threshold' (snr) default: 5.0, 'exclude_sweep_ms' default: 1.5, 'radius_um' default: 150.0",
      features: "A dictionary for the PCA specifying the 'n_components, default: 3",
      clustering:
        "A dictionary for specifying the clustering parameters: 'method' (to cluster) default: 'hdbscan', 'min_cluster_size' (min number of spikes per cluster) default: 25, 'allow_single_cluster' default: True,  'core_dist_n_jobs' (parallelization) default: -1, cluster_selection_method (for hdbscan) default: leaf",
      job_kwargs:
        "Spikeinterface job_kwargs (see job_kwargs documentation) default 'n_jobs': -1, 'chunk_duration': '1s'",
    },
  },
  spykingcircus: {
    description:
      "Spyking Circus uses a smart clustering and a greedy template matching approach for\n    spike sorting. For more information see https://doi.org/10.7554/eLife.34518",
    parameters: {
      detect_sign:
        "Use -1 (negative), 1 (positive) or 0 (both) depending on the sign of the spikes in the recording",
      adjacency_radius: "Radius in um to build channel neighborhood",
      detect_threshold: "Threshold for spike detection",
      template_width_ms: "Template width in ms. Recommended values: 3 for in vivo - 5 for in vitro",
      filter: "Enable or disable filter",
      merge_spikes: "Enable or disable automatic mergind",
      auto_merge: "Automatic merging threshold",
      num_workers: "Number of workers (if None, half of the cpu number is used)",
      whitening_max_elts: "Max number of events per electrode for whitening",
      clustering_max_elts: "Max number of events per electrode for clustering",
    },
  },
  spykingcircus2: {
    description:
      "Spyking Circus 2 is a rewriting of Spyking Circus, within the SpikeInterface framework\n    It uses a more conservative clustering algorithm (compared to Spyking Circus), which is less prone to hallucinate units and/or find noise.\n    In addition, it also uses a full Orthogonal Matching Pursuit engine to reconstruct the traces, leading to more spikes\n    being discovered. The code is much faster and memory efficient, inheriting from all the preprocessing possibilities of spikeinterface",
    parameters: {
      general:
        "A dictionary to describe how templates should be computed. User can define ms_before and ms_after (in ms)                                         and also the radius_um used to be considered during clustering",
      filtering: "A dictionary for the high_pass filter used during preprocessing",
      whitening: "A dictionary for the whitening used during preprocessing",
      detection: "A dictionary for the peak detection component. Default is matched-filtering",
      selection: "A dictionary for the peak selection component. Default is to use uniform",
      clustering: "A dictionary for the clustering component. Default, iterative-hdbscan is used",
      matching:
        "A dictionary for the matching component. Default circus-omp. Use None to avoid matching",
      merging:
        "A dictionary to specify the final merging param to group cells after template matching (auto_merge_units)",
      motion_correction:
        "A dictionary to be provided if motion correction has to be performed (dense probe only)",
      apply_preprocessing:
        "Boolean to specify whether circus 2 should preprocess the recording or not. If yes, then high_pass filtering + common                                                    median reference + whitening",
      apply_motion_correction:
        "Boolean to specify whether circus 2 should apply motion correction to the recording or not",
      matched_filtering:
        "Boolean to specify whether circus 2 should detect peaks via matched filtering (slightly slower)",
      cache_preprocessing:
        "How to cache the preprocessed recording. Mode can be memory, file, zarr, with extra arguments. In case of memory (default),                          memory_limit will control how much RAM can be used. In case of folder or zarr, delete_cache controls if cache is cleaned after sorting",
      chunk_preprocessing:
        "How much RAM (approximately) should be devoted to load all data chunks (given n_jobs).                memory_limit will control how much RAM can be used as a fraction of available memory. Otherwise, use total_memory to fix a hard limit, with                a string syntax  (e.g. '1G', '500M')",
      multi_units_only:
        "Boolean to get only multi units activity (i.e. one template per electrode)",
      job_kwargs: "A dictionary to specify how many jobs and which parameters they should used",
      seed: "An int to control how chunks are shuffled while detecting peaks",
      deterministic_peaks_detection:
        "A boolean to specify if the peak detection should be deterministic or not. If True, then the seed will be used to shuffle the chunks",
      debug:
        "Boolean to specify if internal data structures made during the sorting should be kept for debugging",
    },
  },
  tridesclous: {
    description:
      "Tridesclous is a template-matching spike sorter with a real-time engine.\n    For more information see https://tridesclous.readthedocs.io",
    parameters: {
      freq_min: "High-pass filter cutoff frequency",
      freq_max: "Low-pass filter cutoff frequency",
      detect_threshold: "Threshold for spike detection",
      detect_sign:
        "Use -1 (negative) or 1 (positive) depending on the sign of the spikes in the recording",
      common_ref_removal: "remove common reference with median",
      ...JOB_PARAMETERS,
    },
  },
  tridesclous2: {
    description: "",
    parameters: {
      apply_preprocessing: "Apply internal preprocessing or not",
      cache_preprocessing:
        "A dict contaning how to cache the preprocessed recording. mode='memory' | 'folder | 'zarr' ",
      waveforms: "A dictonary containing waveforms params: ms_before, ms_after, radius_um",
      filtering: "A dictonary containing filtering params: freq_min, freq_max",
      detection:
        "A dictonary containing detection params: peak_sign, detect_threshold, exclude_sweep_ms, radius_um",
      selection: "A dictonary containing selection params: n_peaks_per_channel, min_n_peaks",
      svd: "A dictonary containing svd params: n_components",
      clustering: "A dictonary containing clustering params: split_radius_um, merge_radius_um",
      templates: "A dictonary containing waveforms params for peeler: ms_before, ms_after",
      matching: "A dictonary containing matching params for matching: peak_shift_ms, radius_um",
      job_kwargs: "A dictionary containing job kwargs",
      save_array: "Save or not intermediate arrays",
    },
  },
  waveclus: {
    description:
      "Wave Clus combines a wavelet-based feature extraction and paramagnetic clustering with a\n    template-matching approach. It is mainly designed for monotrodes and low-channel count probes.\n    For more information see https://doi.org/10.1152/jn.00339.2018",
    parameters: {
      detect_threshold: "Threshold for spike detection",
      detect_sign:
        "Use -1 (negative), 1 (positive), or 0 (both) depending on the sign of the spikes in the recording",
      feature_type: "wav (for wavelets) or pca, type of feature extraction applied to the spikes",
      scales: "Levels of the wavelet decomposition used as features",
      min_clus:
        "Minimum increase of cluster sizes used by the peak selection on the temperature map",
      maxtemp: "Maximum temperature calculated by the SPC method",
      template_sdnum:
        "Maximum distance (in total variance of the cluster) from the mean waveform to force a spike into a cluster",
      enable_detect_filter: "Enable or disable filter on detection",
      enable_sort_filter: "Enable or disable filter on sorting",
      detect_filter_fmin: "High-pass filter cutoff frequency for detection",
      detect_filter_fmax: "Low-pass filter cutoff frequency for detection",
      detect_filter_order: "Order of the detection filter",
      sort_filter_fmin: "High-pass filter cutoff frequency for sorting",
      sort_filter_fmax: "Low-pass filter cutoff frequency for sorting",
      sort_filter_order: "Order of the sorting filter",
      mintemp: "Minimum temperature calculated by the SPC algorithm",
      w_pre:
        "Number of samples from the beginning of the spike waveform up to (including) the peak",
      w_post: "Number of samples from the peak (excluding it) to the end of the waveform",
      alignment_window: "Number of samples between peaks of different channels",
      stdmax:
        "The events with a value over this number of noise standard deviations will be discarded",
      max_spk: "Maximum number of spikes used by the SPC algorithm",
      ref_ms:
        "Refractory time in milliseconds, all the threshold crossing inside this period are detected as the same spike",
      interpolation: "Enable or disable interpolation to improve the alignments of the spikes",
      keep_good_only: "If True only 'good' units are returned",
      chunk_memory: "Chunk size in Mb to write h5 file (default 500Mb)",
    },
  },
  waveclus_snippets: {
    description:
      "Wave Clus combines a wavelet-based feature extraction and paramagnetic clustering with a\n    template-matching approach. It is mainly designed for monotrodes and low-channel count probes.\n    For more information see https://doi.org/10.1152/jn.00339.2018",
    parameters: {
      feature_type: "wav (for wavelets) or pca, type of feature extraction applied to the spikes",
      scales: "Levels of the wavelet decomposition used as features",
      min_clus:
        "Minimum increase of cluster sizes used by the peak selection on the temperature map",
      maxtemp: "Maximum temperature calculated by the SPC method",
      template_sdnum:
        "Maximum distance (in total variance of the cluster) from the mean waveform to force a spike into a cluster",
      mintemp: "Minimum temperature calculated by the SPC algorithm",
      stdmax:
        "The events with a value over this number of noise standard deviations will be discarded",
      max_spk: "Maximum number of spikes used by the SPC algorithm",
      keep_good_only: "If True only 'good' units are returned",
      chunk_memory: "Chunk size in Mb to write h5 file (default 500Mb)",
    },
  },
  yass: {
    description:
      "Yass is a deconvolution and neural network based spike sorting algorithm designed for\n                            recordings with no drift (such as retinal recordings).\n\n                            For more information see https://www.biorxiv.org/content/10.1101/2020.03.18.997924v1",
    parameters: {
      dtype: "int16 : the only datatype that Yass currently accepts",
      freq_min: "300; High-pass filter cutoff frequency",
      freq_max: "0.3; Low-pass filter cutoff frequency as proportion of sampling rate",
      neural_nets_path: " None;  default NNs are set to None - Yass will always retrain on dataset",
      multi_processing: "1; 0: single core; 1: multi CPU core",
      // the reference's own words, typing errors and all: nothing of it is to be done here
      n_processors: " 1; default is a single core; TODO: auto-detect # of corse on node",
      n_gpu_processors: "1: default is the first installed GPU",
      n_sec_chunk:
        "10;  Length of processing chunk in seconds for multi-processing stages. Lower this if running out of memory",
      n_sec_chunk_gpu_detect:
        "0.5; n_sec_chunk for gpu detection (lower if you get memory error during detection)",
      n_sec_chunk_gpu_deconv:
        "5; n_sec_chunk for gpu deconvolution (lower if you get memory error during deconv)",
      gpu_id: "0; which gpu ID to use, default is 0, i.e. first gpu",
      generate_phy: "1; generate phy visualization files; 0 - do not run; 1: generate phy files",
      phy_percent_spikes:
        "0.05;  ratio of spikes that are processed for phy visualization; decrease if memory issues are present",
      spatial_radius:
        "70; spatial radius to consider 2 channels neighbors; required for NN stages to work",
      spike_size_ms:
        "5; temporal length of templates in ms; longer is more processing time, but slight more accurate",
      clustering_chunk:
        "[0, 300]; period of time (in sec) to run clustering and get initial templates; leave blank to run clustering step on entire recording;",
      update_templates: "0; update templates during deconvolution step 1; do not update 0",
      neuron_discover:
        "0, recluster during deconvolution and search for new stable neurons: 1; do not recluster 0",
      template_update_time:
        "300; if reculstiner on, time (in sec) of segment in which to search for new clusters ",
      ...JOB_PARAMETERS,
    },
  },
};
