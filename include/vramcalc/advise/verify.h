// What a log measured beside what was estimated, device by device.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <vramcalc/advise/logged_run.h>
#include <vramcalc/memory/engine_log.h>
#include <vramcalc/memory/estimate.h>

namespace vramcalc::advise {

/// One kind of memory on one device.
struct VerifiedItem {
  memory::Device device;
  memory::Component component = memory::Component::weights;
  std::vector<std::string> logged_devices;  // whose figures were added: "CPU", "CUDA_Host"
  std::optional<Bytes> measured;            // absent where the log does not say
  Bytes resolution;                         // what rounding in the log may hide
  Bytes estimated;
  bool is_compared = false;  // part of the totals
};

/// Sums of the items that are compared.
struct VerifiedTotal {
  std::optional<memory::Device> device;  // absent: all GPUs together
  Bytes measured;
  Bytes estimated;
};

/// What the KV cache holds, in tokens, where an engine sizes it by what is left of a known card.
struct VerifiedCapacity {
  std::uint64_t measured = 0;
  std::uint64_t estimated = 0;
  std::uint64_t low = 0;  // of the estimate
  std::uint64_t high = 0;
};

struct Verification {
  memory::EngineLog log;
  LoggedRun run;
  std::vector<VerifiedItem> items;  // by device, the host last; in the order of Component
  std::vector<VerifiedTotal> devices;
  VerifiedTotal gpus;
  std::optional<VerifiedCapacity> capacity;
  std::vector<Assumption> assumptions;
  std::vector<Text> warnings;
};

/// estimated ÷ measured − 1; nothing where nothing was measured.
[[nodiscard]] std::optional<double> error_of(Bytes measured, Bytes estimated);

/// Of vLLM and SGLang the GPU that their log is about, the first; of llama.cpp every device.
[[nodiscard]] Verification verify(memory::EngineLog log, LoggedRun run,
                                  const memory::Estimate& estimate);

}  // namespace vramcalc::advise
