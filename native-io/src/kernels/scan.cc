// Peaks beyond a threshold, and smallest and largest values for drawing.
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

// Whether any sample of a frame is beyond its threshold, without a branch per sample.
bool any_beyond(const float* row, const float* thresholds, size_t channels, int sign) {
  uint32_t beyond = 0;
  if (sign < 0) {
    for (size_t c = 0; c < channels; c++) beyond |= static_cast<uint32_t>(-row[c] > thresholds[c]);
  } else if (sign > 0) {
    for (size_t c = 0; c < channels; c++) beyond |= static_cast<uint32_t>(row[c] > thresholds[c]);
  } else {
    for (size_t c = 0; c < channels; c++) {
      beyond |= static_cast<uint32_t>(__builtin_fabsf(row[c]) > thresholds[c]);
    }
  }
  return beyond != 0;
}

// Extremum over one channel's window: strictly beyond what came before, at least as far as what follows.
template <int sign>
bool beats_channel(const float* traces, size_t frames, const PeakScan& scan, size_t frame,
                   float value, size_t other) {
  const size_t first = frame > scan.sweep ? frame - scan.sweep : 0;
  const size_t last = smaller(frames - 1, frame + scan.sweep);
  const float* at = traces + first * scan.channels + other;
  for (size_t f = first; f < frame; f++, at += scan.channels) {
    if (!(value > sign * *at)) return false;
  }
  at += scan.channels;
  for (size_t f = frame + 1; f <= last; f++, at += scan.channels) {
    if (!(value >= sign * *at)) return false;
  }
  return true;
}

template <int sign>
bool is_peak(const float* traces, size_t frames, const PeakScan& scan, size_t frame,
             size_t channel) {
  const float* row = traces + frame * scan.channels;
  const float value = sign * row[channel];
  if (!(value > scan.thresholds[channel])) return false;
  if (!scan.neighbours) return beats_channel<sign>(traces, frames, scan, frame, value, channel);
  const int32_t* from = scan.neighbours->indices + scan.neighbours->starts[channel];
  const int32_t* to = scan.neighbours->indices + scan.neighbours->starts[channel + 1];
  // the same frame first: it refuses most candidates and lies together in memory
  for (const int32_t* j = from; j < to; j++) {
    const auto other = static_cast<size_t>(*j);
    if (other != channel && !(value >= sign * row[other])) return false;
  }
  for (const int32_t* j = from; j < to; j++) {
    if (!beats_channel<sign>(traces, frames, scan, frame, value, static_cast<size_t>(*j))) {
      return false;
    }
  }
  return true;
}

}  // namespace

size_t scan_peaks(const float* traces, size_t frames, const PeakScan& scan, int32_t* peak_frames,
                  int32_t* peak_channels, size_t capacity) {
  size_t found = 0;
  for (size_t f = scan.first; f < scan.last; f++) {
    const float* row = traces + f * scan.channels;
    if (!any_beyond(row, scan.thresholds, scan.channels, scan.sign)) continue;
    for (size_t c = 0; c < scan.channels; c++) {
      const bool peak = (scan.sign <= 0 && is_peak<-1>(traces, frames, scan, f, c)) ||
                        (scan.sign >= 0 && is_peak<1>(traces, frames, scan, f, c));
      if (!peak) continue;
      if (found < capacity) {
        peak_frames[found] = static_cast<int32_t>(f);
        peak_channels[found] = static_cast<int32_t>(c);
      }
      found++;
    }
  }
  return found;
}

void min_max(const float* in, size_t frames, size_t channels, size_t bins, float* out) {
  const float infinity = __builtin_inff();
  constexpr size_t kAtOnce = 64;
  for (size_t b = 0; b < bins; b++, out += 2 * channels) {
    // in double, as the twin divides; exact below 2^53
    const auto first = static_cast<size_t>(static_cast<double>(b) * static_cast<double>(frames) /
                                           static_cast<double>(bins));
    auto last = static_cast<size_t>(static_cast<double>(b + 1) * static_cast<double>(frames) /
                                    static_cast<double>(bins));
    if (last <= first) last = first + 1;
    for (size_t c0 = 0; c0 < channels; c0 += kAtOnce) {
      const size_t n = smaller(kAtOnce, channels - c0);
      float least[kAtOnce], most[kAtOnce];
      for (size_t c = 0; c < kAtOnce; c++) {
        least[c] = infinity;
        most[c] = -infinity;
      }
      for (size_t f = first; f < last; f++) {
        const float* row = in + f * channels + c0;
        // a NaN loses every comparison and is passed over
        if (n == kAtOnce) {
          for (size_t c = 0; c < kAtOnce; c++) {
            least[c] = row[c] < least[c] ? row[c] : least[c];
            most[c] = row[c] > most[c] ? row[c] : most[c];
          }
        } else {
          for (size_t c = 0; c < n; c++) {
            least[c] = row[c] < least[c] ? row[c] : least[c];
            most[c] = row[c] > most[c] ? row[c] : most[c];
          }
        }
      }
      for (size_t c = 0; c < n; c++) {
        const bool empty = least[c] > most[c];
        out[2 * (c0 + c)] = empty ? __builtin_nanf("") : least[c];
        out[2 * (c0 + c) + 1] = empty ? __builtin_nanf("") : most[c];
      }
    }
  }
}

SPIKEDESK_END
