// What the running processor can do (and the system saves on a thread switch).
#pragma once

namespace spikedesk {
bool cpu_has_avx2();
bool cpu_has_avx512();
}  // namespace spikedesk
