// Undoes Blosc's shuffles. Bytes: byte k of every element lies together. Bits: bit k of every element lies together,
// eight elements to a byte (K. Masui et al., "A compression scheme for radio data in high performance computing", 2015).
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

typedef uint8_t vbytes __attribute__((vector_size(16)));
typedef uint16_t vpairs __attribute__((vector_size(16)));
typedef uint32_t vfours __attribute__((vector_size(16)));
typedef uint64_t vwords __attribute__((vector_size(16)));

constexpr size_t kColumns = 64;  // bytes of each row worked on at once: rows lie so that more would push each other out
constexpr size_t kElements = 8 * kColumns;

// [eight rows][16 columns] of bits as the bytes of 128 elements.
inline void turn_sixteen(const uint8_t* rows, size_t stride, uint8_t* out) {
  vbytes r[8];
  vpairs p[8];
  vfours f[8];
  for (size_t i = 0; i < 8; i++) r[i] = load<vbytes>(rows + i * stride);
  for (size_t i = 0; i < 4; i++) {
    p[i] = (vpairs)__builtin_shufflevector(r[2 * i], r[2 * i + 1], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    p[i + 4] = (vpairs)__builtin_shufflevector(r[2 * i], r[2 * i + 1], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  }
  // f: rows 0-3 and 4-7 of four columns each
  for (size_t i = 0; i < 4; i++) {
    const size_t from = 4 * (i / 2) + 2 * (i % 2);
    f[4 * (i / 2) + i % 2] = (vfours)__builtin_shufflevector(p[from], p[from + 1], 0, 8, 1, 9, 2, 10, 3, 11);
    f[4 * (i / 2) + i % 2 + 2] = (vfours)__builtin_shufflevector(p[from], p[from + 1], 4, 12, 5, 13, 6, 14, 7, 15);
  }
  for (size_t i = 0; i < 8; i++) {
    const vfours low = f[i / 2 * 2], high = f[i / 2 * 2 + 1];
    vwords x = (vwords)(i % 2 == 0 ? __builtin_shufflevector(low, high, 0, 4, 1, 5)
                                   : __builtin_shufflevector(low, high, 2, 6, 3, 7));
    // an 8 x 8 matrix of bits on its side (Warren, Hacker's Delight, 7-3)
    vwords swap = (x ^ (x >> 7)) & 0x00aa00aa00aa00aaull;
    x ^= swap ^ (swap << 7);
    swap = (x ^ (x >> 14)) & 0x0000cccc0000ccccull;
    x ^= swap ^ (swap << 14);
    swap = (x ^ (x >> 28)) & 0x00000000f0f0f0f0ull;
    x ^= swap ^ (swap << 28);
    store(out + 16 * i, x);
  }
}

inline void turn_bits(const uint8_t* rows, size_t stride, uint8_t* out) {
  for (size_t column = 0; column < kColumns; column += 16) turn_sixteen(rows + column, stride, out + 8 * column);
}

// out[element * item + byte] = planes[byte * stride + element]
template <size_t item>
inline void weave(const uint8_t* planes, size_t stride, size_t elements, uint8_t* out) {
  for (size_t i = 0; i < elements; i++) {
    for (size_t byte = 0; byte < item; byte++) out[i * item + byte] = planes[byte * stride + i];
  }
}

inline void weave_any(const uint8_t* planes, size_t stride, size_t elements, size_t item, uint8_t* out) {
  switch (item) {
    case 2: return weave<2>(planes, stride, elements, out);
    case 4: return weave<4>(planes, stride, elements, out);
    case 8: return weave<8>(planes, stride, elements, out);
  }
  for (size_t i = 0; i < elements; i++) {
    for (size_t byte = 0; byte < item; byte++) out[i * item + byte] = planes[byte * stride + i];
  }
}

constexpr size_t kMostItem = 255;  // a Blosc header has one byte for it

void unshuffle_bits(const uint8_t* in, size_t elements, size_t item, uint8_t* out) {
  const size_t row = elements / 8;
  uint8_t tile[kMostItem * kElements];
  uint8_t rest[8 * kColumns] = {};
  for (size_t column = 0; column < row; column += kColumns) {
    const size_t here = smaller(kColumns, row - column);
    for (size_t byte = 0; byte < item; byte++) {
      const uint8_t* rows = in + byte * 8 * row + column;
      if (here == kColumns) {
        turn_bits(rows, row, tile + byte * kElements);
        continue;
      }
      for (size_t i = 0; i < 8; i++) memcpy(rest + i * kColumns, rows + i * row, here);
      turn_bits(rest, kColumns, tile + byte * kElements);
    }
    weave_any(tile, kElements, 8 * here, item, out + 8 * column * item);
  }
}

}  // namespace

void unshuffle(const uint8_t* in, size_t bytes, size_t item, bool bits, uint8_t* out) {
  const size_t elements = bytes / item;
  // Blosc 1 leaves bits alone where the elements do not fill bytes
  const bool apart = !bits || elements % 8 == 0;
  const size_t done = apart && item <= kMostItem ? elements * item : 0;
  if (done > 0 && bits) unshuffle_bits(in, elements, item, out);
  else if (done > 0) weave_any(in, elements, elements, item, out);
  memcpy(out + done, in + done, bytes - done);
}

SPIKEDESK_END
