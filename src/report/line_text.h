// What a line of memory says of itself, in a few words.
#pragma once

#include <cstddef>
#include <string>

#include <vramcalc/advise/answer.h>

namespace vramcalc::report {

/// Parts of a bar: weights, the past of a sequence, what is computed, the rest.
enum class Share : std::uint8_t { weights, cache, compute, other };
inline constexpr std::size_t share_count = 4;

[[nodiscard]] Share share_of(memory::Component component);

/// "CUDA context", "KV, window": what tells lines of one component apart.
[[nodiscard]] std::string line_name(const memory::LineItem& item, const memory::Engine& engine);

/// "32 layers × 8192 cells × (K 2048 B + V 2048 B)": from the terms of the item.
[[nodiscard]] std::string line_text(const memory::LineItem& item,
                                    const advise::EstimateAnswer& answer);

/// "0.11 GiB"; "56.1 MiB" where that would show little.
[[nodiscard]] std::string line_size(Bytes size, ByteUnit unit);

}  // namespace vramcalc::report
