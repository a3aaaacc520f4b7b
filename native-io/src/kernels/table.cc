#include "kernels.h"

#define SPIKEDESK_JOIN2(a, b) a##b
#define SPIKEDESK_JOIN(a, b) SPIKEDESK_JOIN2(a, b)

namespace spikedesk {

const KernelTable* SPIKEDESK_JOIN(SPIKEDESK_LEVEL, _table)() {
  namespace level = SPIKEDESK_LEVEL;
  static const KernelTable table = {
      level::decode,         level::pick,          level::convert,    level::sosfilt,
      level::sosfiltfilt,    level::subtract_reference, level::column_mads,
      level::matmul,         level::sparse_matmul, level::scan_peaks, level::min_max,
      level::shift_channels, level::correlate_columns, level::cut_rows, level::sum_pieces, level::take_columns, level::count_pairs,
      level::add_correlograms, level::count_intervals, level::mark_choices, level::nearest_points, level::centred_gram,
      level::quadratic_forms, level::tridiagonal, level::project_rows, level::mean_and_spread, level::add_into, level::fused_dots,
      level::crc32,          level::unshuffle,
  };
  return &table;
}

}  // namespace spikedesk
