#include <vramcalc/memory/device.h>

namespace vramcalc::memory {

std::string name_of(Device device) {
  return device.is_host() ? "host" : "gpu" + std::to_string(device.index);
}

}  // namespace vramcalc::memory
