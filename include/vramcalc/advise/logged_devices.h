// The devices of a log as the devices of an estimate: CUDA0 is gpu0, CPU_Mapped and CUDA_Host are
// the host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/memory/device.h>
#include <vramcalc/memory/engine_log.h>

namespace vramcalc::advise {

class LoggedDevices {
 public:
  /// The GPUs that hold something, in the order of their numbers; where no figure is of a GPU, the
  /// cards that the log names.
  explicit LoggedDevices(const memory::EngineLog& log);

  /// Nothing for what is no single device of this computer: "CUDA_Split", "RPC[...]".
  [[nodiscard]] std::optional<memory::Device> find(std::string_view logged) const;

  /// Their names without what follows the number: "CUDA0". Index i is gpu i.
  [[nodiscard]] const std::vector<std::string>& gpus() const { return gpus_; }

 private:
  std::vector<std::string> gpus_;
};

/// Whether buffers of that name are ranges of a mapped file, which may hold more than is used.
[[nodiscard]] bool is_mapped_host(std::string_view logged, const memory::EngineLog& log);

}  // namespace vramcalc::advise
