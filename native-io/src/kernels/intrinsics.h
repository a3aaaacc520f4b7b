// The machine's own vector instructions, at the levels that have them.
#pragma once

#if defined(SPIKEDESK_AVX512) || defined(__AVX2__)
// GCC's own header trips over its deliberately undefined registers
#if !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#if !defined(__clang__)
#pragma GCC diagnostic pop
#endif
#endif
