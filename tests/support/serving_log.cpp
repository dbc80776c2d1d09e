#include "support/serving_log.h"

#include <cmath>
#include <sstream>

#include <vramcalc/read/engine_log.h>

namespace vramcalc::test {

memory::EngineLog log_of(const std::string& text) {
  std::istringstream in{text};
  return read::read_engine_log(in, "test.log");
}

int hundredths(const memory::EngineLog& log, memory::Component component) {
  std::uint64_t sum = 0;
  bool is_known = false;
  for (const memory::Reading& reading : log.readings) {
    if (reading.component == component && reading.device == "CUDA0") {
      sum += reading.bytes.count();
      is_known = true;
    }
  }
  return is_known ? static_cast<int>(std::lround(static_cast<double>(sum) * 100 / (1 << 30))) : -1;
}

}  // namespace vramcalc::test
