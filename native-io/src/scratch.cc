#include <cstdlib>
#include "table.h"

#ifdef _WIN32
#include <malloc.h>
#elif defined(__linux__)
#include <sys/mman.h>
#endif

namespace spikedesk {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;

// Kept between calls: fresh pages would cost as much as a filter pass over them.
struct Scratch {
  void* data = nullptr;
  size_t bytes = 0;
  ~Scratch() { release(); }
  void release() {
#ifdef _WIN32
    _aligned_free(data);
#else
    std::free(data);
#endif
    data = nullptr;
    bytes = 0;
  }
  void* reserve(size_t wanted) {
    if (wanted <= bytes) return data;
    release();
    const size_t page = wanted > kHugePage ? kHugePage : 4096;
    const size_t rounded = (wanted + page - 1) & ~(page - 1);
#ifdef _WIN32
    data = _aligned_malloc(rounded, 64);
#else
    data = std::aligned_alloc(page, rounded);
#if defined(__linux__)
    // walks through many channels touch many pages; fewer, larger ones spare most of the address translation
    if (data && page == kHugePage) madvise(data, rounded, MADV_HUGEPAGE);
#endif
#endif
    bytes = data ? rounded : 0;
    return data;
  }
};

thread_local Scratch memory;

}  // namespace

void* scratch(size_t bytes) { return memory.reserve(bytes); }

}  // namespace spikedesk
