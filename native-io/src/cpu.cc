#include "cpu.h"

#include "table.h"

namespace spikedesk {

#if defined(__x86_64__) || defined(_M_X64)

bool cpu_has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("pclmul");
}

bool cpu_has_avx512() {
  return cpu_has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}

const KernelTable* neon_table() { return nullptr; }

#else

bool cpu_has_avx2() { return false; }
bool cpu_has_avx512() { return false; }
const KernelTable* avx2_table() { return nullptr; }
const KernelTable* avx512_table() { return nullptr; }

#if defined(__aarch64__) || defined(_M_ARM64)
const KernelTable* baseline_table() { return nullptr; }
#else
const KernelTable* neon_table() { return nullptr; }
#endif

#endif

}  // namespace spikedesk
