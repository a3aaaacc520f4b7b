// The nearest points of every point. Products in single precision, |b|^2 - 2ab, stand for the distance, larger by |a|^2;
// they leave few candidates, whose distances are computed in double precision.
#include "intrinsics.h"
#include "panels.h"

SPIKEDESK_BEGIN
namespace {

constexpr float kInfinity = __builtin_huge_valf();
constexpr double kRounding = 6e-8;  // of one operation in single precision
constexpr size_t kMoreOperations = 8;  // beside one per feature
constexpr size_t kListed = 128;  // candidates of a row, more only where very many points are equally far
constexpr size_t kTileRows = 20 * kBlockRows;  // searched together while some panels stay in the second cache
constexpr size_t kTileBytes = size_t{3} << 17;

// Whether any value is at most the limit.
inline bool any_within(vfloat x, vfloat y, float limit) {
#if defined(SPIKEDESK_AVX512)
  const __m512 most = _mm512_set1_ps(limit);
  return (_mm512_cmp_ps_mask(reinterpret_cast<__m512>(x), most, _CMP_LE_OQ) |
          _mm512_cmp_ps_mask(reinterpret_cast<__m512>(y), most, _CMP_LE_OQ)) != 0;
#else
  typedef int32_t vint __attribute__((vector_size(SPIKEDESK_FLOATS * 4)));
  const vint found = (x <= limit) | (y <= limit);
  int64_t words[sizeof(found) / 8], any = 0;
  memcpy(words, &found, sizeof found);
  for (size_t w = 0; w < sizeof(found) / 8; w++) any |= words[w];
  return any != 0;
#endif
}

// The smallest float that is not below a double.
inline float not_below(double limit) {
  const float x = static_cast<float>(limit);
  if (!(static_cast<double>(x) < limit)) return x;
  int32_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits = x > 0 ? bits + 1 : x < 0 ? bits - 1 : 1;
  float above;
  memcpy(&above, &bits, sizeof above);
  return above;
}

struct Row {
  double norm;  // squared length of the point
  float limit;  // products above it are no candidates
  uint32_t listed;
  bool crowded;  // too many candidates for the list
};

struct Search {
  size_t count;
  double error;  // of a product, relative to the squared lengths
  float* best;  // [row x count], ascending
  float* products;  // [row x kListed]
  int32_t* positions;  // [row x kListed], ascending

  // Rounding moves a product by at most error * (|a|^2 + |b|^2), and |b| is at most |a| and the distance together.
  float limit_of(const Row& row, float kth) const {
    if (kth == kInfinity) return kInfinity;
    const double squared = kth + row.norm > 0 ? kth + row.norm : 0;
    return not_below(kth + 4 * error * (3 * row.norm + 2 * squared));
  }

  void take(Row& row, size_t at, int32_t position, float product) {
    if (!(product <= row.limit)) return;
    float* own = best + at * count;
    if (product < own[count - 1]) {
      size_t k = count - 1;
      for (; k > 0 && own[k - 1] > product; k--) own[k] = own[k - 1];
      own[k] = product;
      row.limit = limit_of(row, own[count - 1]);
    }
    if (row.crowded) return;
    if (row.listed == kListed) sift(row, at);
    if (row.listed == kListed) {
      row.crowded = true;
      return;
    }
    products[at * kListed + row.listed] = product;
    positions[at * kListed + row.listed++] = position;
  }

  void sift(Row& row, size_t at) {
    float* values = products + at * kListed;
    int32_t* places = positions + at * kListed;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < row.listed; i++) {
      if (!(values[i] <= row.limit)) continue;
      values[kept] = values[i];
      places[kept++] = places[i];
    }
    row.listed = kept;
  }
};

inline double squared_distance(const double* a, const double* b, size_t n) {
  vdouble sums = {};
  size_t f = 0;
  for (; f + kDoubles <= n; f += kDoubles) {
    const vdouble d = load<vdouble>(a + f) - load<vdouble>(b + f);
    sums += d * d;
  }
  double sum = 0;
  for (; f < n; f++) sum += (a[f] - b[f]) * (a[f] - b[f]);
  for (size_t k = 0; k < kDoubles; k++) sum += sums[k];
  return sum;
}

}  // namespace

Found nearest_points(const double* values, size_t n, size_t points, size_t count, bool with_self,
                     int32_t* out) {
  const size_t k = n + 1;
  const size_t panels = (points + kPanel - 1) / kPanel;
  const size_t tile = smaller(kTileRows, points);
  size_t bytes = 0;
  const auto reserve = [&](size_t wanted) {
    const size_t at = bytes;
    bytes += (wanted + 63) & ~size_t{63};
    return at;
  };
  const size_t at_packed = reserve(panels * k * kPanel * sizeof(float));
  const size_t at_left = reserve((tile + kBlockRows) * k * sizeof(float));
  const size_t at_centre = reserve(n * sizeof(double));
  const size_t at_norms = reserve(points * sizeof(double));
  const size_t at_rows = reserve(tile * sizeof(Row));
  const size_t at_best = reserve(tile * count * sizeof(float));
  const size_t at_products = reserve(tile * kListed * sizeof(float));
  const size_t at_positions = reserve(tile * kListed * sizeof(int32_t));
  const size_t at_distances = reserve(count * sizeof(double));
  auto* memory = static_cast<char*>(scratch(bytes));
  if (!memory) return Found::kNoMemory;
  auto* packed = reinterpret_cast<float*>(memory + at_packed);
  auto* left = reinterpret_cast<float*>(memory + at_left);
  auto* centre = reinterpret_cast<double*>(memory + at_centre);
  auto* norms = reinterpret_cast<double*>(memory + at_norms);
  auto* rows = reinterpret_cast<Row*>(memory + at_rows);
  auto* distances = reinterpret_cast<double*>(memory + at_distances);
  const double error = kRounding * static_cast<double>(k + kMoreOperations);
  Search search = {count, error, reinterpret_cast<float*>(memory + at_best),
                   reinterpret_cast<float*>(memory + at_products),
                   reinterpret_cast<int32_t*>(memory + at_positions)};

  for (size_t f = 0; f < n; f++) centre[f] = 0;
  for (size_t i = 0; i < points; i++) {
    for (size_t f = 0; f < n; f++) centre[f] += values[i * n + f];
  }
  for (size_t f = 0; f < n; f++) centre[f] /= static_cast<double>(points);
  for (size_t j = 0; j < panels * kPanel; j++) {
    float* column = packed + (j / kPanel) * k * kPanel + j % kPanel;
    if (j >= points) {  // no point: infinitely far
      for (size_t f = 0; f < n; f++) column[f * kPanel] = 0;
      column[n * kPanel] = kInfinity;
      continue;
    }
    double norm = 0;
    for (size_t f = 0; f < n; f++) {
      const double value = values[j * n + f] - centre[f];
      column[f * kPanel] = static_cast<float>(value);
      norm += value * value;
    }
    column[n * kPanel] = static_cast<float>(norm);
    norms[j] = norm;
  }

  const size_t tile_panels = kTileBytes / (k * kPanel * sizeof(float)) + 1;
  for (size_t first = 0; first < points; first += tile) {
    const size_t m = smaller(tile, points - first);
    const size_t blocks = (m + kBlockRows - 1) / kBlockRows;
    for (size_t i = 0; i < blocks * kBlockRows; i++) {
      float* a = left + i * k;
      const double* value = values + (first + i) * n;
      for (size_t f = 0; f < n; f++) a[f] = i < m ? static_cast<float>(-2 * (value[f] - centre[f])) : 0;
      a[n] = 1;
    }
    for (size_t i = 0; i < m; i++) {
      rows[i] = {norms[first + i], kInfinity, 0, false};
      for (size_t c = 0; c < count; c++) search.best[i * count + c] = kInfinity;
    }
    for (size_t from = 0; from < panels; from += tile_panels) {
      const size_t end = smaller(panels, from + tile_panels);
      for (size_t b = 0; b < blocks; b++) {
        const size_t in_block = smaller(kBlockRows, m - b * kBlockRows);
        for (size_t q = from; q < end; q++) {
          vfloat low[kBlockRows], high[kBlockRows];
          multiply_panel<kBlockRows>(left + b * kBlockRows * k, k, packed + q * k * kPanel, low, high);
          for (size_t r = 0; r < in_block; r++) {
            const size_t at = b * kBlockRows + r;
            if (!any_within(low[r], high[r], rows[at].limit)) continue;
            float products[kPanel];
            store(products, low[r]);
            store(products + kFloats, high[r]);
            const size_t columns = smaller(kPanel, points - q * kPanel);
            for (size_t c = 0; c < columns; c++) {
              const size_t other = q * kPanel + c;
              if (!with_self && other == first + at) continue;
              search.take(rows[at], at, static_cast<int32_t>(other), products[c]);
            }
          }
        }
      }
    }
    for (size_t i = 0; i < m; i++) {
      const size_t point = first + i;
      if (!rows[i].crowded) search.sift(rows[i], i);
      const size_t candidates = rows[i].crowded ? points : rows[i].listed;
      if (candidates < count) return Found::kNotFinite;
      int32_t* nearest = out + point * count;
      for (size_t c = 0; c < count; c++) distances[c] = __builtin_huge_val();
      for (size_t c = 0; c < candidates; c++) {
        const int32_t other = rows[i].crowded ? static_cast<int32_t>(c) : search.positions[i * kListed + c];
        if (!with_self && static_cast<size_t>(other) == point) continue;
        const double distance = squared_distance(values + point * n, values + static_cast<size_t>(other) * n, n);
        // candidates come in the order of positions, so that of equal ones the first stays before
        if (!(distance < distances[count - 1])) continue;
        size_t s = count - 1;
        for (; s > 0 && distances[s - 1] > distance; s--) {
          distances[s] = distances[s - 1];
          nearest[s] = nearest[s - 1];
        }
        distances[s] = distance;
        nearest[s] = other;
      }
      if (distances[count - 1] == __builtin_huge_val()) return Found::kNotFinite;
    }
  }
  return Found::kAll;
}

SPIKEDESK_END
