// The functions of this level; what they do is said in core/kernels/kernels.ts, their arguments in ../table.h.
#pragma once
#include "level.h"

SPIKEDESK_BEGIN

void decode(Input in, size_t frames, size_t channels, const int32_t* picked, size_t num_picked,
            const float* gains, const float* offsets, float* out);
void pick(const void* in, size_t sample_bytes, size_t frames, size_t channels,
          const int32_t* picked, size_t num_picked, void* out);
void convert(Input in, Output out, size_t count, bool round);
bool sosfilt(Sections sections, Input in, size_t frames, size_t channels, double* state, Output out);
bool sosfiltfilt(Sections sections, Input in, size_t frames, size_t channels, size_t padding,
                 size_t first, size_t last, Output out);
bool subtract_reference(Input in, size_t frames, size_t channels, bool median, Rows sets,
                        const int32_t* row_of_channel, Output out);
bool column_mads(const float* in, size_t rows, size_t columns, double* medians, double* mads);
bool matmul(const float* a, const float* b, size_t m, size_t k, size_t n, float* out);
void correlate_columns(const float* in, size_t frames, size_t columns, size_t terms,
                       const float* taps, size_t num_taps, float* out);
bool sparse_matmul(const float* in, size_t frames, size_t channels, Rows matrix,
                   const float* weights, float* out);
size_t scan_peaks(const float* traces, size_t frames, const PeakScan& scan, int32_t* peak_frames,
                  int32_t* peak_channels, size_t capacity);
void min_max(const float* in, size_t frames, size_t channels, size_t bins, float* out);
bool shift_channels(Input in, size_t channels, const ChannelShift& shift,
                    const TransformTables& tables, Output out);
void cut_rows(Input in, size_t channels, const int32_t* starts, const int32_t* sets, size_t rows,
              Rows chosen, size_t samples, size_t width, Output out);
void sum_pieces(Input in, size_t channels, const int32_t* starts, const int32_t* ends, Rows chosen,
                const double* weights, double* out);
void take_columns(Input in, size_t samples, size_t width, const int32_t* rows, size_t count,
                  const int32_t* columns, const double* starts, size_t number, double* out);
bool count_pairs(Input frames, const uint32_t* units, size_t n, const uint32_t* rows,
                 size_t num_rows, size_t num_units, uint32_t bin, uint32_t half,
                 int32_t* below, int32_t* exact);
bool add_correlograms(const double* frames, const int32_t* units, size_t n, size_t num_units,
                      uint32_t bin, uint32_t half, double* counts);
void count_intervals(const double* samples, const double* starts, size_t units, size_t segments,
                     double bin, size_t bins, double* counts);
bool mark_choices(uint32_t* state, const uint32_t* rows, const double* starts, size_t units,
                  size_t most, uint8_t* marks);
Found nearest_points(const double* values, size_t n, size_t points, size_t count, bool with_self,
                     int32_t* out);
bool centred_gram(const double* values, size_t n, const int32_t* picked, size_t rows,
                  const double* centre, double* out);
bool quadratic_forms(const double* values, size_t n, const int32_t* picked, size_t rows,
                     const double* centre, const double* matrix, double* out);
bool tridiagonal(const double* matrix, size_t n, double* diagonal, double* beside, double* reflectors,
                 double* factors);
bool project_rows(const double* values, size_t rows, size_t n, const double* mean,
                  const double* components, const double* scale, size_t count, float* out);
void mean_and_spread(const float* values, size_t size, const int32_t* rows, size_t num_rows,
                     float* mean, float* spread);
void add_into(Input values, size_t count, float* sums);
uint32_t crc32(const uint8_t* at, size_t bytes, uint32_t before);
void unshuffle(const uint8_t* in, size_t bytes, size_t item, bool bits, uint8_t* out);
void fused_dots(const double* values, const int32_t* starts, size_t count, size_t size,
                double weight, double* out);

SPIKEDESK_END
