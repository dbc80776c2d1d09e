// Over how many ranks and stages a server spreads a model, for the command that says so.
#pragma once

#include <cstdint>
#include <optional>

#include <vramcalc/advise/answer.h>

namespace vramcalc::advise {

struct Ranks {
  std::uint64_t tensor = 1;
  std::uint64_t pipeline = 1;
};

/// What was said, or what the estimate chose where nothing was: heads do not divide over any number
/// of cards. Of a model whose layers are not known, all cards share them.
[[nodiscard]] Ranks ranks_of(const EstimateAnswer& answer, std::optional<std::uint64_t> tensor,
                             std::optional<std::uint64_t> pipeline);

}  // namespace vramcalc::advise
