// Matrices turned on their side, one after the other.
#include "turn.h"
#include "kernels.h"

SPIKEDESK_BEGIN

void turn(const float* in, size_t count, size_t rows, size_t columns, float* out) {
  const size_t size = rows * columns;
  for (size_t k = 0; k < count; k++) turn_matrix(in + k * size, columns, rows, columns, out + k * size, rows);
}

SPIKEDESK_END
