// CRC-32 of zip, gzip and PNG (reflected, polynomial 0xedb88320).
//
// Where the machine multiplies polynomials, 64 bytes at a time are folded onto the next 64: a product by the remainder of
// x^512 carries what was read over the distance. V. Gopal et al., "Fast CRC Computation for Generic Polynomials Using
// PCLMULQDQ Instruction", Intel 2009. What is left at the end, and everything elsewhere, goes through tables of 8 bytes.
#include "intrinsics.h"
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

constexpr uint32_t kPolynomial = 0xedb88320;
constexpr size_t kSlices = 8;

struct Tables {
  uint32_t entries[kSlices][256];

  constexpr Tables() : entries() {
    for (uint32_t byte = 0; byte < 256; byte++) {
      uint32_t value = byte;
      for (int bit = 0; bit < 8; bit++) value = (value >> 1) ^ (value & 1 ? kPolynomial : 0);
      entries[0][byte] = value;
    }
    for (size_t s = 1; s < kSlices; s++) {
      for (uint32_t byte = 0; byte < 256; byte++) {
        const uint32_t before = entries[s - 1][byte];
        entries[s][byte] = (before >> 8) ^ entries[0][before & 255];
      }
    }
  }
};

constexpr Tables kTables;

// state: the remainder so far, not inverted
uint32_t by_tables(uint32_t state, const uint8_t* at, size_t bytes) {
  const auto& t = kTables.entries;
  for (; bytes >= kSlices; at += kSlices, bytes -= kSlices) {
    const uint32_t low = state ^ (at[0] | uint32_t{at[1]} << 8 | uint32_t{at[2]} << 16 | uint32_t{at[3]} << 24);
    state = t[7][low & 255] ^ t[6][low >> 8 & 255] ^ t[5][low >> 16 & 255] ^ t[4][low >> 24] ^
            t[3][at[4]] ^ t[2][at[5]] ^ t[1][at[6]] ^ t[0][at[7]];
  }
  for (; bytes > 0; at++, bytes--) state = (state >> 8) ^ t[0][(state ^ *at) & 255];
  return state;
}

#if defined(__PCLMUL__)

__m128i load_block(const uint8_t* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

// What `block` is worth `distance` bits later, on top of what is there.
__m128i fold(__m128i block, __m128i distance, __m128i there) {
  const __m128i low = _mm_clmulepi64_si128(block, distance, 0x00);
  const __m128i high = _mm_clmulepi64_si128(block, distance, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), there);
}

// Reduces the leading blocks to 16 bytes of the same remainder; moves `at` and `bytes` behind them. At least 64 bytes.
uint32_t by_folding(uint32_t state, const uint8_t*& at, size_t& bytes) {
  const __m128i by_64 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
  const __m128i by_16 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
  __m128i blocks[4];
  for (size_t i = 0; i < 4; i++) blocks[i] = load_block(at + 16 * i);
  blocks[0] = _mm_xor_si128(blocks[0], _mm_cvtsi32_si128(static_cast<int>(state)));
  for (at += 64, bytes -= 64; bytes >= 64; at += 64, bytes -= 64) {
    for (size_t i = 0; i < 4; i++) blocks[i] = fold(blocks[i], by_64, load_block(at + 16 * i));
  }
  __m128i left = blocks[0];
  for (size_t i = 1; i < 4; i++) left = fold(left, by_16, blocks[i]);
  for (; bytes >= 16; at += 16, bytes -= 16) left = fold(left, by_16, load_block(at));
  uint8_t last[16];
  _mm_storeu_si128(reinterpret_cast<__m128i*>(last), left);
  return by_tables(0, last, sizeof last);
}

#endif

}  // namespace

uint32_t crc32(const uint8_t* at, size_t bytes, uint32_t before) {
  uint32_t state = ~before;
#if defined(__PCLMUL__)
  if (bytes >= 64) state = by_folding(state, at, bytes);
#endif
  return ~by_tables(state, at, bytes);
}

SPIKEDESK_END
