// Random choices with NumPy's stream: PCG XSL RR 128/64, Lemire's bounded draws, Floyd's distinct positions.
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

using u128 = unsigned __int128;

constexpr u128 kMultiplier = (static_cast<u128>(0x2360ed051fc65da4) << 64) | 0x4385df649fccf645;

// The words of core/array/random/pcg64.ts: state and increment, lowest first, a half held back and whether there is one.
class Stream {
 public:
  explicit Stream(uint32_t* words)
      : words_(words), state_(wide(words)), increment_(wide(words + 4)), held_(words[8]), holds_(words[9]) {}
  ~Stream() {
    for (int k = 0; k < 4; k++) words_[k] = static_cast<uint32_t>(state_ >> (32 * k));
    words_[8] = held_;
    words_[9] = holds_;
  }

  uint32_t next() {
    if (holds_) {
      holds_ = 0;
      return held_;
    }
    state_ = state_ * kMultiplier + increment_;
    const uint64_t high = static_cast<uint64_t>(state_ >> 64);
    const uint64_t mixed = high ^ static_cast<uint64_t>(state_);
    const unsigned turn = static_cast<unsigned>(high >> 58);
    const uint64_t drawn = (mixed >> turn) | (mixed << (-turn & 63));
    held_ = static_cast<uint32_t>(drawn >> 32);
    holds_ = 1;
    return static_cast<uint32_t>(drawn);
  }

  // a whole number in [0, range]
  uint32_t below(uint32_t range) {
    if (range == 0) return 0;
    const uint32_t span = range + 1;  // range < 2^32 - 1: there are fewer spikes
    uint64_t product = static_cast<uint64_t>(next()) * span;
    if (static_cast<uint32_t>(product) < span) {
      const uint32_t threshold = (0xffffffffu - range) % span;
      while (static_cast<uint32_t>(product) < threshold) {
        product = static_cast<uint64_t>(next()) * span;
      }
    }
    return static_cast<uint32_t>(product >> 32);
  }

 private:
  static u128 wide(const uint32_t* words) {
    u128 value = 0;
    for (int k = 3; k >= 0; k--) value = (value << 32) | words[k];
    return value;
  }

  uint32_t* words_;
  u128 state_, increment_;
  uint32_t held_, holds_;
};

}  // namespace

bool mark_choices(uint32_t* state, const uint32_t* rows, const double* starts, size_t units,
                  size_t most, uint8_t* marks) {
  Stream stream(state);
  for (size_t unit = 0; unit < units; unit++) {
    const uint32_t* own = rows + static_cast<size_t>(starts[unit]);
    const auto count = static_cast<uint32_t>(starts[unit + 1] - starts[unit]);
    const auto size = static_cast<uint32_t>(smaller(most, size_t{count}));
    if (count > 10000 && size > count / 20) {  // NumPy shuffles the tail of all positions
      auto* all = static_cast<uint32_t*>(scratch(count * sizeof(uint32_t)));
      if (!all) return false;
      memcpy(all, own, count * sizeof(uint32_t));
      const uint32_t last = count - size > 1 ? count - size : 1;
      for (uint32_t i = count - 1; i >= last; i--) {
        const uint32_t j = stream.below(i);
        const uint32_t row = all[j];
        all[j] = all[i];
        all[i] = row;
      }
      for (uint32_t i = count - size; i < count; i++) marks[all[i]] = 1;
      continue;
    }
    for (uint32_t j = count - size; j < count; j++) {
      const uint32_t row = own[stream.below(j)];
      marks[marks[row] ? own[j] : row] = 1;
    }
  }
  return true;
}

SPIKEDESK_END
