#include <cstdlib>
#include "table.h"

#ifdef _WIN32
#include <malloc.h>
#endif

namespace spikedesk {
namespace {

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
    const size_t rounded = (wanted + 4095) & ~size_t{4095};
#ifdef _WIN32
    data = _aligned_malloc(rounded, 64);
#else
    data = std::aligned_alloc(64, rounded);
#endif
    bytes = data ? rounded : 0;
    return data;
  }
};

thread_local Scratch memory;

}  // namespace

void* scratch(size_t bytes) { return memory.reserve(bytes); }

}  // namespace spikedesk
