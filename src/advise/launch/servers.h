// What the commands of several servers say alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

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

/// --kv-cache-dtype of vLLM and SGLang; empty for 16 bits, which both call "auto".
[[nodiscard]] std::string kv_cache_dtype(model::StorageType type);

}  // namespace vramcalc::advise
