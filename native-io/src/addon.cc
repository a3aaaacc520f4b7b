// The border to JavaScript: takes typed arrays (also over SharedArrayBuffer) as pointers and calls a level's table.
// No C++ exception crosses it; what is wrong with the arguments themselves becomes a JavaScript error.
#include <napi.h>

#include <initializer_list>
#include <optional>

#include "cpu.h"
#include "pages.h"
#include "table.h"

namespace spikedesk {
namespace {

struct Array {
  void* data = nullptr;
  size_t length = 0;
  DType dtype = kFloat32;
};

size_t sample_bytes(DType dtype) {
  switch (dtype) {
    case kInt8:
    case kUint8: return 1;
    case kInt16:
    case kUint16: return 2;
    case kFloat64: return 8;
    default: return 4;
  }
}

std::optional<DType> dtype_of(napi_typedarray_type type) {
  switch (type) {
    case napi_int8_array: return kInt8;
    case napi_uint8_array: return kUint8;
    case napi_int16_array: return kInt16;
    case napi_uint16_array: return kUint16;
    case napi_int32_array: return kInt32;
    case napi_uint32_array: return kUint32;
    case napi_float32_array: return kFloat32;
    case napi_float64_array: return kFloat64;
    default: return std::nullopt;
  }
}

// Reads the arguments of one call; the first one that does not fit marks the whole call as refused.
class Arguments {
 public:
  explicit Arguments(const Napi::CallbackInfo& info) : info_(info) {}

  Array array(size_t index) {
    Array found;
    napi_typedarray_type type;
    const napi_value value = info_[index];
    bool is_typed = false;
    if (napi_is_typedarray(info_.Env(), value, &is_typed) != napi_ok || !is_typed ||
        napi_get_typedarray_info(info_.Env(), value, &type, &found.length, &found.data, nullptr,
                                 nullptr) != napi_ok) {
      return refuse(index, "a typed array"), found;
    }
    const auto dtype = dtype_of(type);
    if (!dtype) return refuse(index, "an array of samples"), found;
    found.dtype = *dtype;
    return found;
  }

  template <class T>
  T* typed(size_t index, DType dtype, size_t length) {
    const Array found = array(index);
    if (found.dtype != dtype || (length != kAnyLength && found.length != length)) {
      return refuse(index, "an array of the right type and length"), nullptr;
    }
    return static_cast<T*>(found.data);
  }

  // null for undefined
  template <class T>
  T* optional(size_t index, DType dtype, size_t length) {
    return info_[index].IsUndefined() ? nullptr : typed<T>(index, dtype, length);
  }

  size_t count(size_t index) {
    const Napi::Value value = info_[index];
    if (!value.IsNumber()) return refuse(index, "a number"), 0;
    const double number = value.As<Napi::Number>().DoubleValue();
    if (!(number >= 0 && number < 9007199254740992.0)) return refuse(index, "a count"), 0;
    return static_cast<size_t>(number);
  }

  bool flag(size_t index) { return info_[index].ToBoolean(); }

  Rows rows(size_t starts_index, size_t indices_index) {
    const Array starts = array(starts_index);
    const Array indices = array(indices_index);
    if (!refused_ && (starts.dtype != kInt32 || indices.dtype != kInt32 || starts.length == 0)) {
      refuse(starts_index, "compressed rows");
    }
    if (refused_) return {nullptr, nullptr, 0};
    return {static_cast<int32_t*>(starts.data), static_cast<int32_t*>(indices.data),
            starts.length - 1};
  }

  void expect(bool holds, const char* what) {
    if (!holds && !refused_) throw_error(what);
  }

  bool refused() const { return refused_; }

  void refuse(size_t index, const char* expected) {
    if (refused_) return;
    char message[128];
    snprintf(message, sizeof message, "argument %zu of a native kernel is not %s", index, expected);
    throw_error(message);
  }

  static constexpr size_t kAnyLength = static_cast<size_t>(-1);

 private:
  void throw_error(const char* message) {
    refused_ = true;
    Napi::TypeError::New(info_.Env(), message).ThrowAsJavaScriptException();
  }

  const Napi::CallbackInfo& info_;
  bool refused_ = false;
};

const KernelTable& table_of(const Napi::CallbackInfo& info) {
  return *static_cast<const KernelTable*>(info.Data());
}

Input input(const Array& a) { return {a.data, a.dtype}; }
Output output(const Array& a) {
  prefer_large_pages(a.data, a.length * sample_bytes(a.dtype));
  return {a.data, a.dtype};
}

void no_memory(const Napi::CallbackInfo& info) {
  Napi::Error::New(info.Env(), "no memory left for a native kernel").ThrowAsJavaScriptException();
}

// (input, channels, picked?, gains?, offsets?, out)
void decode(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array in = a.array(0);
  const size_t channels = a.count(1);
  const Array indices = info[2].IsUndefined() ? Array{} : a.array(2);
  const size_t picked = indices.data ? indices.length : channels;
  const float* gains = a.optional<float>(3, kFloat32, picked);
  const float* offsets = a.optional<float>(4, kFloat32, picked);
  if (a.refused() || channels == 0) return;
  const size_t frames = in.length / channels;
  float* out = a.typed<float>(5, kFloat32, frames * picked);
  if (a.refused() || picked == 0) return;
  prefer_large_pages(out, frames * picked * sizeof(float));
  table_of(info).decode(input(in), frames, channels, static_cast<int32_t*>(indices.data), picked,
                        gains, offsets, out);
}

// (input, channels, picked, out)
void pick(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array in = a.array(0);
  const size_t channels = a.count(1);
  const Array indices = a.array(2);
  const Array out = a.array(3);
  if (a.refused() || channels == 0) return;
  const size_t frames = in.length / channels;
  a.expect(out.dtype == in.dtype && indices.dtype == kInt32 && out.length == frames * indices.length,
           "picked channels need an output of the same type and of their size");
  if (a.refused() || indices.length == 0) return;
  table_of(info).pick(in.data, sample_bytes(in.dtype), frames, channels,
                      static_cast<int32_t*>(indices.data), indices.length, out.data);
}

// (input, out, round)
void convert(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array in = a.array(0);
  const Array out = a.array(1);
  a.expect(a.refused() || in.length == out.length, "a conversion needs an output as long as its input");
  if (a.refused()) return;
  table_of(info).convert(input(in), output(out), in.length, a.flag(2));
}

// (sos, input, channels, state, out)
void sosfilt(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array sos = a.array(0);
  const Array in = a.array(1);
  const size_t channels = a.count(2);
  const size_t sections = sos.length / 6;
  auto* state = a.typed<double>(3, kFloat64, sections * 2 * channels);
  const Array out = a.array(4);
  a.expect(a.refused() || (sos.dtype == kFloat64 && sections > 0 && out.length == in.length),
           "sections or output do not fit");
  if (a.refused() || channels == 0) return;
  const Sections given = {static_cast<double*>(sos.data), sections};
  if (!table_of(info).sosfilt(given, input(in), in.length / channels, channels, state, output(out))) {
    no_memory(info);
  }
}

// (sos, input, channels, padding, first, last, out)
void sosfiltfilt(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array sos = a.array(0);
  const Array in = a.array(1);
  const size_t channels = a.count(2);
  const size_t padding = a.count(3);
  const size_t first = a.count(4);
  const size_t last = a.count(5);
  const Array out = a.array(6);
  if (a.refused() || channels == 0) return;
  const size_t frames = in.length / channels;
  a.expect(sos.dtype == kFloat64 && sos.length >= 6 && padding < frames && first <= last &&
               last <= frames && out.length == (last - first) * channels,
           "sections, frames or output do not fit");
  if (a.refused()) return;
  const Sections given = {static_cast<double*>(sos.data), sos.length / 6};
  if (!table_of(info).sosfiltfilt(given, input(in), frames, channels, padding, first, last,
                                  output(out))) {
    no_memory(info);
  }
}

// (input, channels, median, starts, indices, rowOfChannel, out)
void subtract_reference(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array in = a.array(0);
  const size_t channels = a.count(1);
  const bool median = a.flag(2);
  const Rows sets = a.rows(3, 4);
  const auto* row_of = a.typed<int32_t>(5, kInt32, channels);
  const Array out = a.array(6);
  a.expect(a.refused() || in.length == out.length, "a reference needs an output as long as its input");
  if (a.refused() || channels == 0) return;
  if (!table_of(info).subtract_reference(input(in), in.length / channels, channels, median, sets,
                                         row_of, output(out))) {
    no_memory(info);
  }
}

// (input, columns, medians, mads)
void column_mads(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array in = a.array(0);
  const size_t columns = a.count(1);
  auto* medians = a.typed<double>(2, kFloat64, columns);
  auto* mads = a.typed<double>(3, kFloat64, columns);
  a.expect(a.refused() || in.dtype == kFloat32, "medians of columns are taken of float32");
  if (a.refused() || columns == 0) return;
  if (!table_of(info).column_mads(static_cast<float*>(in.data), in.length / columns, columns,
                                  medians, mads)) {
    no_memory(info);
  }
}

// (a, b, m, k, n, out)
void matmul(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const size_t m = a.count(2);
  const size_t k = a.count(3);
  const size_t n = a.count(4);
  const auto* left = a.typed<float>(0, kFloat32, m * k);
  const auto* right = a.typed<float>(1, kFloat32, k * n);
  auto* out = a.typed<float>(5, kFloat32, m * n);
  if (a.refused() || m == 0 || n == 0) return;
  if (!table_of(info).matmul(left, right, m, k, n, out)) no_memory(info);
}

// (input, channels, starts, indices, weights, out)
void sparse_matmul(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array in = a.array(0);
  const size_t channels = a.count(1);
  const Rows matrix = a.rows(2, 3);
  const Array weights = a.array(4);
  if (a.refused() || channels == 0) return;
  const size_t frames = in.length / channels;
  auto* out = a.typed<float>(5, kFloat32, frames * matrix.count);
  a.expect(a.refused() || (in.dtype == kFloat32 && weights.dtype == kFloat32),
           "a sparse product is one of float32");
  if (a.refused()) return;
  if (!table_of(info).sparse_matmul(static_cast<float*>(in.data), frames, channels, matrix,
                                    static_cast<float*>(weights.data), out)) {
    no_memory(info);
  }
}

// (input, columns, taps, num_taps, out)
void correlate_columns(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array in = a.array(0);
  const size_t columns = a.count(1);
  const Array taps = a.array(2);
  const size_t num_taps = a.count(3);
  const Array out = a.array(4);
  if (a.refused() || columns == 0 || num_taps == 0 || out.length == 0) return;
  const size_t terms = taps.length / (columns * num_taps);
  const size_t frames = out.length / columns;
  a.expect(in.dtype == kFloat32 && taps.dtype == kFloat32 && out.dtype == kFloat32,
           "sliding products are ones of float32");
  a.expect(taps.length == terms * columns * num_taps && out.length == frames * columns &&
               in.length == (frames + num_taps - 1) * columns * terms,
           "input, taps and output do not fit each other");
  if (a.refused()) return;
  table_of(info).correlate_columns(static_cast<float*>(in.data), frames, columns, terms,
                                   static_cast<float*>(taps.data), num_taps,
                                   static_cast<float*>(out.data));
}

// (traces, channels, thresholds, sign, sweep, first, last, starts?, indices?, frames, channels) -> found
Napi::Value scan_peaks(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array traces = a.array(0);
  const size_t channels = a.count(1);
  const auto* thresholds = a.typed<float>(2, kFloat32, channels);
  PeakScan scan = {};
  scan.channels = channels;
  scan.thresholds = thresholds;
  scan.sign = info[3].IsNumber() ? info[3].As<Napi::Number>().Int32Value() : 0;
  scan.sweep = a.count(4);
  scan.first = a.count(5);
  scan.last = a.count(6);
  Rows neighbours = {};
  if (!info[7].IsUndefined()) {
    neighbours = a.rows(7, 8);
    scan.neighbours = &neighbours;
  }
  const Array frames = a.array(9);
  auto* peak_channels = a.typed<int32_t>(10, kInt32, frames.length);
  a.expect(a.refused() || (traces.dtype == kFloat32 && frames.dtype == kInt32 && channels > 0),
           "peaks are looked for in float32");
  if (a.refused()) return info.Env().Undefined();
  const size_t found = table_of(info).scan_peaks(
      static_cast<float*>(traces.data), traces.length / channels, scan,
      static_cast<int32_t*>(frames.data), peak_channels, frames.length);
  return Napi::Number::New(info.Env(), static_cast<double>(found));
}

// (bytes, before) -> number
Napi::Value crc32(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array bytes = a.array(0);
  const auto before = static_cast<uint32_t>(a.count(1));
  a.expect(a.refused() || bytes.dtype == kUint8, "checksums are of bytes");
  if (a.refused()) return info.Env().Undefined();
  return Napi::Number::New(
      info.Env(), table_of(info).crc32(static_cast<uint8_t*>(bytes.data), bytes.length, before));
}

// (bytes, item, bits, out)
void unshuffle(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array in = a.array(0);
  const size_t item = a.count(1);
  const bool bits = a.flag(2);
  const Array out = a.array(3);
  a.expect(a.refused() || (in.dtype == kUint8 && out.dtype == kUint8 && in.length == out.length &&
                           (in.length == 0 || in.data != out.data) && item > 0 && item < 256),
           "a shuffle is of bytes, into as many others");
  if (a.refused()) return;
  table_of(info).unshuffle(static_cast<uint8_t*>(in.data), in.length, item, bits, static_cast<uint8_t*>(out.data));
}

// (input, channels, bins, out)
void min_max(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array in = a.array(0);
  const size_t channels = a.count(1);
  const size_t bins = a.count(2);
  auto* out = a.typed<float>(3, kFloat32, bins * channels * 2);
  a.expect(a.refused() || (in.dtype == kFloat32 && channels > 0), "float32 is drawn");
  if (a.refused()) return;
  table_of(info).min_max(static_cast<float*>(in.data), in.length / channels, channels, bins, out);
}

// (input, channels, shifts, taper, first, last, rowRoots, columnRoots, twiddles, chirp, spectrum, paddedRoots, out)
void shift_channels(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array in = a.array(0);
  const size_t channels = a.count(1);
  const Array taper = a.array(3);
  const Array row_roots = a.array(6);
  const Array column_roots = a.array(7);
  ChannelShift shift = {};
  shift.shifts = a.typed<double>(2, kFloat64, channels);
  shift.taper = static_cast<const double*>(taper.data);
  shift.fade = taper.length;
  shift.first = a.count(4);
  shift.last = a.count(5);
  TransformTables tables = {};
  tables.rows = row_roots.length / 2;
  tables.columns = column_roots.length / 2;
  tables.row_roots = static_cast<const double*>(row_roots.data);
  tables.column_roots = static_cast<const double*>(column_roots.data);
  tables.twiddles = a.typed<double>(8, kFloat64, tables.rows * tables.columns * 2);
  const Array padded_roots = a.array(11);
  tables.padded = padded_roots.length / 2;
  tables.padded_roots = static_cast<const double*>(padded_roots.data);
  tables.chirp = a.typed<double>(9, kFloat64, tables.padded > 0 ? tables.columns * 2 : 0);
  tables.chirp_spectrum = a.typed<double>(10, kFloat64, tables.padded * 2);
  const Array out = a.array(12);
  if (a.refused() || channels == 0) return;
  const size_t frames = in.length / channels;
  a.expect(padded_roots.dtype == kFloat64 &&
               (tables.padded == 0 || tables.padded >= 2 * tables.columns - 1),
           "the chirp does not fit");
  a.expect(taper.dtype == kFloat64 && row_roots.dtype == kFloat64 &&
               column_roots.dtype == kFloat64 && tables.rows * tables.columns == frames &&
               shift.fade <= frames && shift.first <= shift.last && shift.last <= frames &&
               out.length == (shift.last - shift.first) * channels,
           "tables, frames or output do not fit");
  if (a.refused() || frames == 0) return;
  if (!table_of(info).shift_channels(input(in), channels, shift, tables, output(out))) {
    no_memory(info);
  }
}

// (frames, units, rows, numUnits, bin, half, below, exact)
void count_pairs(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array frames = a.array(0);
  const auto* units = a.typed<uint32_t>(1, kUint32, frames.length);
  const Array rows = a.array(2);
  const size_t num_units = a.count(3);
  const size_t bin = a.count(4);
  const size_t half = a.count(5);
  auto* below = a.typed<int32_t>(6, kInt32, num_units * half);
  auto* exact = a.typed<int32_t>(7, kInt32, num_units * (half + 1));
  a.expect(a.refused() || ((frames.dtype == kInt32 || frames.dtype == kFloat64) &&
                           rows.dtype == kUint32 && bin > 0 && half > 0 &&
                           bin <= 0x7fffffff / half),
           "times or bins do not fit");
  if (a.refused()) return;
  if (!table_of(info).count_pairs(input(frames), units, frames.length,
                                  static_cast<uint32_t*>(rows.data), rows.length, num_units,
                                  static_cast<uint32_t>(bin), static_cast<uint32_t>(half), below,
                                  exact)) {
    no_memory(info);
  }
}

bool are_ascending_frames(const double* samples, size_t n) {
  constexpr double limit = 9007199254740992.0;  // 2^53: beyond it frames are no longer told apart
  bool ascending = n == 0 || (samples[0] > -limit && samples[n - 1] < limit);
  for (size_t i = 1; i < n; i++) ascending &= samples[i - 1] <= samples[i];
  return ascending;
}

bool are_below(const int32_t* indices, size_t n, size_t bound) {
  bool below = true;
  for (size_t i = 0; i < n; i++) below &= static_cast<uint32_t>(indices[i]) < bound;
  return below;
}

// (samples, units, numUnits, bin, half, counts) → false for spikes that cannot be counted
Napi::Value add_correlograms(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array samples = a.array(0);
  const auto* frames = static_cast<double*>(samples.data);
  const size_t n = samples.length;
  const auto* units = a.typed<int32_t>(1, kInt32, n);
  const size_t num_units = a.count(2);
  const size_t bin = a.count(3);
  const size_t half = a.count(4);
  const Array counts = a.array(5);
  // what is worked with fits 32 bits
  a.expect(a.refused() || (samples.dtype == kFloat64 && n <= 0x3fffffff && bin > 0 && half > 0 &&
                           bin <= 0x3fffffff / half &&
                           (num_units == 0 || 2 * half + 2 <= 0x7fffffff / num_units) &&
                           counts.dtype == kFloat64 &&
                           counts.length == num_units * num_units * 2 * half),
           "spikes, bins or counts do not fit");
  if (a.refused()) return info.Env().Undefined();
  if (!are_ascending_frames(frames, n) || !are_below(units, n, num_units)) {
    return Napi::Boolean::New(info.Env(), false);
  }
  if (!table_of(info).add_correlograms(frames, units, n, num_units, static_cast<uint32_t>(bin),
                                       static_cast<uint32_t>(half),
                                       static_cast<double*>(counts.data))) {
    no_memory(info);
  }
  return Napi::Boolean::New(info.Env(), true);
}

// (samples, starts, segments, bin, bins, counts)
void count_intervals(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array samples = a.array(0);
  const Array starts = a.array(1);
  const size_t segments = a.count(2);
  const size_t bin = a.count(3);
  const size_t bins = a.count(4);
  const bool fits = segments > 0 && bin > 0 && bins > 0 && starts.length > 0;
  const size_t units = fits ? (starts.length - 1) / segments : 0;
  auto* counts = a.typed<double>(5, kFloat64, units * bins);
  a.expect(a.refused() || (fits && samples.dtype == kFloat64 && starts.dtype == kFloat64),
           "spikes of units have intervals");
  if (a.refused()) return;
  table_of(info).count_intervals(static_cast<double*>(samples.data),
                                 static_cast<double*>(starts.data), units, segments,
                                 static_cast<double>(bin), bins, counts);
}

// (state, rows, starts, most, marks)
void mark_choices(const Napi::CallbackInfo& info) {
  Arguments a(info);
  auto* state = a.typed<uint32_t>(0, kUint32, 10);
  const Array rows = a.array(1);
  const Array starts = a.array(2);
  const size_t most = a.count(3);
  const Array marks = a.array(4);
  a.expect(a.refused() || (rows.dtype == kUint32 && starts.dtype == kFloat64 && starts.length > 0 &&
                           marks.dtype == kUint8),
           "rows of units are chosen from");
  if (a.refused()) return;
  if (!table_of(info).mark_choices(state, static_cast<uint32_t*>(rows.data),
                                   static_cast<double*>(starts.data), starts.length - 1, most,
                                   static_cast<uint8_t*>(marks.data))) {
    no_memory(info);
  }
}

// (values, features, count, with_self, out) -> whether all points are finite
Napi::Value nearest_points(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array values = a.array(0);
  const size_t features = a.count(1);
  const size_t count = a.count(2);
  if (a.refused() || features == 0) return info.Env().Undefined();
  const size_t points = values.length / features;
  auto* out = a.typed<int32_t>(4, kInt32, points * count);
  a.expect(a.refused() || (values.dtype == kFloat64 && count > 0), "points are doubles");
  if (a.refused()) return info.Env().Undefined();
  const Found found = table_of(info).nearest_points(static_cast<double*>(values.data), features,
                                                    points, count, a.flag(3), out);
  if (found == Found::kNoMemory) no_memory(info);
  return Napi::Boolean::New(info.Env(), found == Found::kAll);
}

// (values, columns, picked?, centre, out)
void centred_gram(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array values = a.array(0);
  const size_t n = a.count(1);
  const Array picked = info[2].IsUndefined() ? Array{} : a.array(2);
  const auto* centre = a.typed<double>(3, kFloat64, n);
  auto* out = a.typed<double>(4, kFloat64, n * n);
  a.expect(a.refused() || (values.dtype == kFloat64 && (!picked.data || picked.dtype == kInt32)),
           "rows of doubles have a Gram matrix");
  if (a.refused() || n == 0) return;
  const bool all = info[2].IsUndefined();
  const size_t rows = all ? values.length / n : picked.length;
  if (!table_of(info).centred_gram(static_cast<double*>(values.data), n,
                                   all ? nullptr : static_cast<int32_t*>(picked.data), rows, centre,
                                   out)) {
    no_memory(info);
  }
}

// (values, columns, picked, centre, matrix, out)
void quadratic_forms(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array values = a.array(0);
  const size_t n = a.count(1);
  const Array picked = a.array(2);
  const auto* centre = a.typed<double>(3, kFloat64, n);
  const auto* matrix = a.typed<double>(4, kFloat64, n * n);
  auto* out = a.typed<double>(5, kFloat64, picked.length);
  a.expect(a.refused() || (values.dtype == kFloat64 && picked.dtype == kInt32),
           "rows of doubles have forms");
  if (a.refused()) return;
  if (!table_of(info).quadratic_forms(static_cast<double*>(values.data), n,
                                      static_cast<int32_t*>(picked.data), picked.length, centre,
                                      matrix, out)) {
    no_memory(info);
  }
}

// (matrix, diagonal, beside, reflectors, factors)
void tridiagonal(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array diagonal = a.array(1);
  const size_t n = diagonal.length;
  const size_t reflections = n > 2 ? n - 2 : 0;
  const auto* matrix = a.typed<double>(0, kFloat64, n * n);
  auto* beside = a.typed<double>(2, kFloat64, n);
  auto* reflectors = a.typed<double>(3, kFloat64, reflections * n);
  auto* factors = a.typed<double>(4, kFloat64, reflections);
  a.expect(a.refused() || diagonal.dtype == kFloat64, "diagonals are doubles");
  if (a.refused()) return;
  if (!table_of(info).tridiagonal(matrix, n, static_cast<double*>(diagonal.data), beside, reflectors,
                                  factors)) {
    no_memory(info);
  }
}

// (input, channels, starts, sets, set_starts, set_indices, samples, width, out)
void cut_rows(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array in = a.array(0);
  const size_t channels = a.count(1);
  const Array starts = a.array(2);
  const Array sets = a.array(3);
  const Rows chosen = a.rows(4, 5);
  const size_t samples = a.count(6);
  const size_t width = a.count(7);
  const Array out = a.array(8);
  a.expect(a.refused() || (in.dtype == out.dtype && starts.dtype == kInt32 && sets.dtype == kInt32 &&
                           sets.length == starts.length &&
                           out.length == starts.length * samples * width),
           "pieces and output do not fit each other");
  if (a.refused()) return;
  table_of(info).cut_rows({in.data, in.dtype}, channels, static_cast<int32_t*>(starts.data),
                          static_cast<int32_t*>(sets.data), starts.length, chosen, samples, width,
                          output(out));
}

// (input, channels, starts, ends, channel_starts, channel_indices, weights?, out)
void sum_pieces(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array in = a.array(0);
  const size_t channels = a.count(1);
  const Array starts = a.array(2);
  const Rows chosen = a.rows(4, 5);
  const auto* ends = a.typed<int32_t>(3, kInt32, chosen.count);
  const auto* weights = a.optional<double>(6, kFloat64, channels);
  auto* out = a.typed<double>(7, kFloat64, chosen.count);
  a.expect(a.refused() || (starts.dtype == kInt32 && starts.length == chosen.count),
           "pieces and their channels do not fit each other");
  if (a.refused()) return;
  table_of(info).sum_pieces(input(in), channels, static_cast<int32_t*>(starts.data), ends, chosen,
                            weights, out);
}

// (pieces, samples, width, rows, columns, starts, out)
void take_columns(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array in = a.array(0);
  const size_t samples = a.count(1);
  const size_t width = a.count(2);
  const Array rows = a.array(3);
  const Array columns = a.array(4);
  const Array starts = a.array(5);
  const Array out = a.array(6);
  a.expect(a.refused() || (rows.dtype == kInt32 && columns.dtype == kInt32 &&
                           starts.dtype == kFloat64 && out.dtype == kFloat64 &&
                           starts.length == columns.length),
           "columns and output do not fit each other");
  if (a.refused()) return;
  table_of(info).take_columns({in.data, in.dtype}, samples, width,
                              static_cast<int32_t*>(rows.data), rows.length,
                              static_cast<int32_t*>(columns.data),
                              static_cast<double*>(starts.data), columns.length,
                              static_cast<double*>(output(out).data));
}

// (values, mean, components, scale, out)
void project_rows(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array values = a.array(0);
  const Array mean = a.array(1);
  const Array scale = a.array(3);
  if (a.refused() || mean.length == 0) return;
  const size_t n = mean.length;
  const size_t rows = values.length / n;
  const auto* components = a.typed<double>(2, kFloat64, scale.length * n);
  auto* out = a.typed<float>(4, kFloat32, rows * scale.length);
  a.expect(a.refused() || (values.dtype == kFloat64 && mean.dtype == kFloat64 &&
                           scale.dtype == kFloat64),
           "rows of doubles are projected");
  if (a.refused()) return;
  if (!table_of(info).project_rows(static_cast<double*>(values.data), rows, n,
                                   static_cast<double*>(mean.data), components,
                                   static_cast<double*>(scale.data), scale.length, out)) {
    no_memory(info);
  }
}

// (values, size, rows, mean, spread?)
void mean_and_spread(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array values = a.array(0);
  const size_t size = a.count(1);
  const Array rows = a.array(2);
  auto* mean = a.typed<float>(3, kFloat32, size);
  auto* spread = a.optional<float>(4, kFloat32, size);
  a.expect(a.refused() || (values.dtype == kFloat32 && rows.dtype == kInt32),
           "rows of float32 have means");
  if (a.refused()) return;
  table_of(info).mean_and_spread(static_cast<float*>(values.data), size,
                                 static_cast<int32_t*>(rows.data), rows.length, mean, spread);
}

// (memory)
void large_pages(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array memory = a.array(0);
  if (!a.refused()) output(memory);
}

// (values, sums)
void add_into(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array values = a.array(0);
  auto* sums = a.typed<float>(1, kFloat32, values.length);
  if (a.refused()) return;
  table_of(info).add_into(input(values), values.length, sums);
}

// (values, starts, size, weight, out)
void fused_dots(const Napi::CallbackInfo& info) {
  Arguments a(info);
  const Array values = a.array(0);
  const Array starts = a.array(1);
  const size_t size = a.count(2);
  auto* out = a.typed<double>(4, kFloat64, starts.length);
  a.expect(a.refused() || (values.dtype == kFloat64 && starts.dtype == kInt32 && info[3].IsNumber()),
           "doubles are summed");
  if (a.refused()) return;
  table_of(info).fused_dots(static_cast<double*>(values.data), static_cast<int32_t*>(starts.data),
                            starts.length, size, info[3].As<Napi::Number>().DoubleValue(), out);
}

Napi::Object kernels_of(Napi::Env env, const KernelTable* table) {
  void* data = const_cast<KernelTable*>(table);
  Napi::Object kernels = Napi::Object::New(env);
  const auto add = [&](const char* name, auto function) {
    kernels.Set(name, Napi::Function::New(env, function, name, data));
  };
  add("decode", decode);
  add("pickChannels", pick);
  add("convert", convert);
  add("sosfilt", sosfilt);
  add("sosfiltfilt", sosfiltfilt);
  add("subtractReference", subtract_reference);
  add("columnMads", column_mads);
  add("matmul", matmul);
  add("sparseMatmul", sparse_matmul);
  add("correlateColumns", correlate_columns);
  add("crc32", crc32);
  add("unshuffle", unshuffle);
  add("scanPeaks", scan_peaks);
  add("minMax", min_max);
  add("shiftChannels", shift_channels);
  add("countPairs", count_pairs);
  add("addCorrelograms", add_correlograms);
  add("countIntervals", count_intervals);
  add("markChoices", mark_choices);
  add("nearestPoints", nearest_points);
  add("centredGram", centred_gram);
  add("quadraticForms", quadratic_forms);
  add("tridiagonal", tridiagonal);
  add("cutRows", cut_rows);
  add("sumPieces", sum_pieces);
  add("takeColumns", take_columns);
  add("projectRows", project_rows);
  add("meanAndSpread", mean_and_spread);
  add("largePages", large_pages);
  add("addInto", add_into);
  add("fusedDots", fused_dots);
  return kernels;
}

// { level: functions } for every level that this processor runs, the best one first.
Napi::Object init(Napi::Env env, Napi::Object exports) {
  const auto add = [&](const char* name, const KernelTable* table, bool runs) {
    if (table && runs) exports.Set(name, kernels_of(env, table));
  };
  add("avx512", avx512_table(), cpu_has_avx512());
  add("avx2", avx2_table(), cpu_has_avx2());
  add("neon", neon_table(), true);
  add("baseline", baseline_table(), true);
  return exports;
}

}  // namespace
}  // namespace spikedesk

static Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  return spikedesk::init(env, exports);
}

NODE_API_MODULE(spikedesk, initialise)
