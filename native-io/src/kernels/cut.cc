// Pieces of the traces around spikes, each on channels of its own.
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

template <class T>
void cut_typed(const T* in, size_t channels, const int32_t* starts, const int32_t* sets, size_t rows,
               Rows chosen, size_t samples, size_t width, T* out) {
  for (size_t r = 0; r < rows; r++) {
    const int32_t* own = chosen.indices + chosen.starts[sets[r]];
    const size_t count = static_cast<size_t>(chosen.starts[sets[r] + 1] - chosen.starts[sets[r]]);
    const T* from = in + static_cast<size_t>(starts[r]) * channels;
    for (size_t s = 0; s < samples; s++, from += channels, out += width) {
      for (size_t k = 0; k < count; k++) out[k] = from[own[k]];
    }
  }
}

}  // namespace

void cut_rows(Input in, size_t channels, const int32_t* starts, const int32_t* sets, size_t rows,
              Rows chosen, size_t samples, size_t width, Output out) {
  with_type(in.dtype, [&](auto* type) {
    cut_typed(samples_of(in, type), channels, starts, sets, rows, chosen, samples, width,
              samples_of(out, type));
  });
}

SPIKEDESK_END
