// What every instruction set offers: one table of functions over plain pointers.
// Shapes and indices are checked in TypeScript (core/kernels/shapes.ts) before a pointer gets here.
#pragma once
#include <cstddef>
#include <cstdint>

namespace spikedesk {

// Order of SAMPLE_DTYPES in core/model/samples.ts.
enum DType : int { kInt8, kUint8, kInt16, kUint16, kInt32, kUint32, kFloat32, kFloat64 };

struct Input {
  const void* data;
  DType dtype;
};

struct Output {
  void* data;
  DType dtype;
};

// Rows of indices in compressed form: row r has indices[starts[r]..starts[r + 1]).
struct Rows {
  const int32_t* starts;
  const int32_t* indices;
  size_t count;
};

// Second-order sections as SciPy lays them out.
struct Sections {
  const double* sos;  // [section x 6]

  size_t count;
};

struct PeakScan {
  size_t channels;
  const float* thresholds;
  int sign;  // -1, 1, or 0 for both
  size_t sweep;
  const Rows* neighbours;  // null: every channel on its own
  size_t first, last;
};

// A transform of rows * columns points as columns of `rows` points and rows of `columns` points; made by
// native-io/ts/shift-plan.ts.
struct TransformTables {
  size_t rows, columns;
  const double* row_roots;  // exp(-2 pi i k / rows): [k x 2]
  const double* column_roots;  // of `columns`: [k x 2]
  const double* twiddles;  // exp(-2 pi i row column / (rows * columns)): [column x row x 2]
  // for rows by way of a chirp; padded = 0 without
  size_t padded;
  const double* chirp;  // [column x 2]
  const double* chirp_spectrum;  // [k x 2]
  const double* padded_roots;  // [k x 2]
};

struct ChannelShift {
  const double* shifts;  // [channel], samples
  const double* taper;  // [fade]
  size_t fade;
  size_t first, last;
};

enum class Found { kAll, kNotFinite, kNoMemory };

// Functions that need memory return false when there is none.
struct KernelTable {
  void (*decode)(Input in, size_t frames, size_t channels, const int32_t* picked, size_t num_picked,
                 const float* gains, const float* offsets, float* out);
  void (*pick)(const void* in, size_t sample_bytes, size_t frames, size_t channels,
               const int32_t* picked, size_t num_picked, void* out);
  void (*convert)(Input in, Output out, size_t count, bool round);
  bool (*sosfilt)(Sections sections, Input in, size_t frames, size_t channels, double* state,
                  Output out);
  bool (*sosfiltfilt)(Sections sections, Input in, size_t frames, size_t channels, size_t padding,
                      size_t first, size_t last, Output out);
  // row_of_channel: which row's reference a channel loses, -1 to copy it
  bool (*subtract_reference)(Input in, size_t frames, size_t channels, bool median, Rows sets,
                             const int32_t* row_of_channel, Output out);
  bool (*column_mads)(const float* in, size_t rows, size_t columns, double* medians, double* mads);
  bool (*matmul)(const float* a, const float* b, size_t m, size_t k, size_t n, float* out);
  bool (*sparse_matmul)(const float* in, size_t frames, size_t channels, Rows matrix,
                        const float* weights, float* out);
  size_t (*scan_peaks)(const float* traces, size_t frames, const PeakScan& scan,
                       int32_t* peak_frames, int32_t* peak_channels, size_t capacity);
  void (*min_max)(const float* in, size_t frames, size_t channels, size_t bins, float* out);
  // as many frames as the tables have points
  bool (*shift_channels)(Input in, size_t channels, const ChannelShift& shift,
                         const TransformTables& tables, Output out);
  // frames: of the output; the input has num_taps - 1 more
  void (*correlate_columns)(const float* in, size_t frames, size_t columns, size_t terms,
                            const float* taps, size_t num_taps, float* out);
  // row r: the samples from frame starts[r] on of the channels of set sets[r]; in and out have one dtype
  void (*cut_rows)(Input in, size_t channels, const int32_t* starts, const int32_t* sets, size_t rows,
                   Rows chosen, size_t samples, size_t width, Output out);
  // piece p: frames starts[p] to ends[p], channels of row p; weights may be null
  void (*sum_pieces)(Input in, size_t channels, const int32_t* starts, const int32_t* ends,
                     Rows chosen, const double* weights, double* out);
  void (*take_columns)(Input in, size_t samples, size_t width, const int32_t* rows, size_t count,
                       const int32_t* columns, const double* starts, size_t number, double* out);
  // rows: of the spikes counted from, among n spikes in the order of time; below [unit x half], exact [unit x half + 1]
  bool (*count_pairs)(Input frames, const uint32_t* units, size_t n, const uint32_t* rows,
                      size_t num_rows, size_t num_units, uint32_t bin, uint32_t half,
                 int32_t* below, int32_t* exact);
  // frames in the order of time, below 2^53; counts [unit x unit x 2 half], added to
  bool (*add_correlograms)(const double* frames, const int32_t* units, size_t n, size_t num_units,
                           uint32_t bin, uint32_t half, double* counts);
  // starts [unit x segment + 1]; counts [unit x bin], added to
  void (*count_intervals)(const double* samples, const double* starts, size_t units,
                          size_t segments, double bin, size_t bins, double* counts);
  // state: the words of a PCG64; rows of unit u: rows[starts[u]..starts[u + 1])
  bool (*mark_choices)(uint32_t* state, const uint32_t* rows, const double* starts, size_t units,
                       size_t most, uint8_t* marks);
  // out [point x count]
  Found (*nearest_points)(const double* values, size_t n, size_t points, size_t count, bool with_self,
                          int32_t* out);
  // picked: which rows; null = the first `rows`
  bool (*centred_gram)(const double* values, size_t n, const int32_t* picked, size_t rows,
                       const double* centre, double* out);
  bool (*quadratic_forms)(const double* values, size_t n, const int32_t* picked, size_t rows,
                          const double* centre, const double* matrix, double* out);
  // reflectors [n - 2 x n]
  bool (*tridiagonal)(const double* matrix, size_t n, double* diagonal, double* beside,
                      double* reflectors, double* factors);
  bool (*project_rows)(const double* values, size_t rows, size_t n, const double* mean,
                       const double* components, const double* scale, size_t count, float* out);
  // spread may be null
  void (*mean_and_spread)(const float* values, size_t size, const int32_t* rows, size_t num_rows,
                          float* mean, float* spread);
  void (*add_into)(Input values, size_t count, float* sums);
  void (*fused_dots)(const double* values, const int32_t* starts, size_t count, size_t size,
                     double weight, double* out);
  uint32_t (*crc32)(const uint8_t* at, size_t bytes, uint32_t before);
  // item: bytes of an element, 1 to 255
  void (*unshuffle)(const uint8_t* in, size_t bytes, size_t item, bool bits, uint8_t* out);
};

// Null where the program was not compiled for that instruction set.
const KernelTable* baseline_table();
const KernelTable* avx2_table();
const KernelTable* avx512_table();
const KernelTable* neon_table();

// This thread's working memory, 64-byte aligned, kept until the thread ends; null when there is none.
void* scratch(size_t bytes);

}  // namespace spikedesk
