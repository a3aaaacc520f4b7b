// Pieces of the traces around spikes, each on channels of its own, and columns of such pieces.
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

// The columns of a sample lie side by side: each piece of memory is fetched once for all of them.
template <class T>
void take_typed(const T* in, size_t samples, size_t width, const int32_t* rows, size_t count,
                const int32_t* columns, const double* starts, size_t number, double* out) {
  for (size_t r = 0; r < count; r++) {
    const T* piece = in + static_cast<size_t>(rows[r]) * samples * width;
    for (size_t k = 0; k < number; k++) {
      const T* from = piece + columns[k];
      double* to = out + static_cast<size_t>(starts[k]) + r * samples;
      for (size_t s = 0; s < samples; s++, from += width) to[s] = static_cast<double>(*from);
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

void take_columns(Input in, size_t samples, size_t width, const int32_t* rows, size_t count,
                  const int32_t* columns, const double* starts, size_t number, double* out) {
  with_type(in.dtype, [&](auto* type) {
    take_typed(samples_of(in, type), samples, width, rows, count, columns, starts, number, out);
  });
}

SPIKEDESK_END
