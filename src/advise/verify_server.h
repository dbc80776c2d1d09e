// What an estimate says of the GPU that a log of vLLM or SGLang is about, by the log's kinds.
#pragma once

#include <optional>
#include <vector>

#include <vramcalc/advise/verify.h>

namespace vramcalc::advise {

struct ServedEstimate {
  std::vector<memory::LineItem> items;  // of the first GPU
  bool has_cache = false;   // as large as the log's; else as large as one sequence needs
  bool has_states = false;  // likewise, of recurrent layers
  std::optional<VerifiedCapacity> capacity;
  std::vector<Assumption> assumptions;
};

[[nodiscard]] ServedEstimate served_estimate(const memory::EngineLog& log, const LoggedRun& run,
                                             const memory::Estimate& estimate);

}  // namespace vramcalc::advise
