{
  # One static library per instruction set, all of the same sources; cpu.cc chooses at run time.
  "variables": {
    "kernel_sources": [
      "src/kernels/boxcar.cc",
      "src/kernels/checksum.cc",
      "src/kernels/columns.cc",
      "src/kernels/correlate.cc",
      "src/kernels/cut.cc",
      "src/kernels/decode.cc",
      "src/kernels/matmul.cc",
      "src/kernels/moments.cc",
      "src/kernels/choose.cc",
      "src/kernels/nearest.cc",
      "src/kernels/pairs.cc",
      "src/kernels/reference.cc",
      "src/kernels/scan.cc",
      "src/kernels/shift.cc",
      "src/kernels/sos_filter.cc",
      "src/kernels/spread.cc",
      "src/kernels/table.cc",
      "src/kernels/tridiagonal.cc",
      "src/kernels/unshuffle.cc",
    ],
  },
  "target_defaults": {
    "cflags!": ["-O2", "-g"],
    "cflags": ["-O3", "-Wall", "-Wextra", "-Wno-psabi", "-fvisibility=hidden"],
    "cflags_cc!": ["-std=gnu++17", "-std=gnu++20", "-frtti", "-fexceptions"],
    "cflags_cc": ["-std=gnu++20", "-fno-rtti", "-fno-exceptions"],
    "xcode_settings": {
      "CLANG_CXX_LANGUAGE_STANDARD": "gnu++20",
      "GCC_ENABLE_CPP_EXCEPTIONS": "NO",
      "GCC_OPTIMIZATION_LEVEL": "3",
      "MACOSX_DEPLOYMENT_TARGET": "11.0",
      "OTHER_CPLUSPLUSFLAGS": ["-Wno-psabi"],
    },
    # the kernels use vector types that only GCC and Clang have
    "msbuild_toolset": "ClangCL",
    "msvs_settings": {
      "VCCLCompilerTool": { "AdditionalOptions": ["/std:c++20", "/clang:-O3"], "ExceptionHandling": 0 },
    },
  },
  "conditions": [
    [
      "target_arch=='x64'",
      {
        "targets": [
          {
            "target_name": "kernels_baseline",
            "type": "static_library",
            "sources": ["<@(kernel_sources)"],
            "defines": ["SPIKEDESK_LEVEL=baseline"],
          },
          {
            "target_name": "kernels_avx2",
            "type": "static_library",
            "sources": ["<@(kernel_sources)"],
            "defines": ["SPIKEDESK_LEVEL=avx2"],
            "cflags": ["-mavx2", "-mfma", "-mprfchw", "-mpclmul"],
            "xcode_settings": { "OTHER_CPLUSPLUSFLAGS": ["-mavx2", "-mfma", "-mprfchw", "-mpclmul"] },
            "msvs_settings": { "VCCLCompilerTool": { "AdditionalOptions": ["-mavx2", "-mfma", "-mprfchw", "-mpclmul"] } },
          },
          {
            "target_name": "kernels_avx512",
            "type": "static_library",
            "sources": ["<@(kernel_sources)"],
            "defines": ["SPIKEDESK_LEVEL=avx512", "SPIKEDESK_AVX512"],
            "cflags": ["-mavx2", "-mfma", "-mprfchw", "-mpclmul", "-mavx512f", "-mavx512dq", "-mavx512bw", "-mavx512vl"],
            "xcode_settings": {
              "OTHER_CPLUSPLUSFLAGS": ["-mavx2", "-mfma", "-mprfchw", "-mpclmul", "-mavx512f", "-mavx512dq", "-mavx512bw", "-mavx512vl"],
            },
            "msvs_settings": {
              "VCCLCompilerTool": {
                "AdditionalOptions": ["-mavx2", "-mfma", "-mprfchw", "-mpclmul", "-mavx512f", "-mavx512dq", "-mavx512bw", "-mavx512vl"],
              },
            },
          },
        ],
        "variables": { "level_libraries": ["kernels_baseline", "kernels_avx2", "kernels_avx512"] },
      },
      "target_arch=='arm64'",
      {
        "targets": [
          {
            "target_name": "kernels_neon",
            "type": "static_library",
            "sources": ["<@(kernel_sources)"],
            "defines": ["SPIKEDESK_LEVEL=neon"],
          },
        ],
        "variables": { "level_libraries": ["kernels_neon"] },
      },
      {
        "targets": [
          {
            "target_name": "kernels_baseline",
            "type": "static_library",
            "sources": ["<@(kernel_sources)"],
            "defines": ["SPIKEDESK_LEVEL=baseline"],
          },
        ],
        "variables": { "level_libraries": ["kernels_baseline"] },
      },
    ],
  ],
  "targets": [
    {
      "target_name": "spikedesk",
      "sources": ["src/addon.cc", "src/cpu.cc", "src/scratch.cc"],
      "include_dirs": ["<!@(node -p \"require('node-addon-api').include\")"],
      "defines": ["NAPI_VERSION=8", "NAPI_DISABLE_CPP_EXCEPTIONS"],
      "dependencies": ["<@(level_libraries)"],
    },
  ],
}
