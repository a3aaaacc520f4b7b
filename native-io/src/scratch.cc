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

// Kept between calls: fresh pages would cost as much as a filter pass over them. Large blocks are mapped directly:
// Chromium's allocator, which replaces malloc in Electron, refuses alignments above 1 MiB.
struct Scratch {
  void* data = nullptr;
  size_t bytes = 0;
#if defined(__linux__)
  void* mapping = nullptr;
  size_t mapped = 0;
#endif
  ~Scratch() { release(); }
  void release() {
#ifdef _WIN32
    _aligned_free(data);
#elif defined(__linux__)
    if (mapping) {
      munmap(mapping, mapped);
    } else {
      std::free(data);
    }
    mapping = nullptr;
    mapped = 0;
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
#if defined(__linux__)
    if (page == kHugePage) return map(rounded);
#endif
    data = std::aligned_alloc(4096, rounded);
#endif
    bytes = data ? rounded : 0;
    return data;
  }
#if defined(__linux__)
  // walks through many channels touch many pages; fewer, larger ones spare most of the address translation
  void* map(size_t rounded) {
    const size_t wanted = rounded + kHugePage;
    void* found = mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (found == MAP_FAILED) return nullptr;
    mapping = found;
    mapped = wanted;
    const size_t address = reinterpret_cast<size_t>(found);
    data = reinterpret_cast<void*>((address + kHugePage - 1) & ~(kHugePage - 1));
    madvise(data, rounded, MADV_HUGEPAGE);
    bytes = rounded;
    return data;
  }
#endif
};

thread_local Scratch memory;

}  // namespace

void* scratch(size_t bytes) { return memory.reserve(bytes); }

}  // namespace spikedesk
