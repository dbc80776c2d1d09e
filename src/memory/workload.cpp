#include <vramcalc/memory/workload.h>

#include <algorithm>

namespace vramcalc::memory {

std::uint64_t default_context_tokens(const model::Model& model) {
  constexpr std::uint64_t usual = Workload{}.context_tokens;
  // Not stated, or stated as none: it says nothing.
  const std::uint64_t most = model.max_context_tokens.value_or(0);
  return most == 0 ? usual : std::min(usual, most);
}

}  // namespace vramcalc::memory
