// docs/accuracy.md: what is counted against what others state.
#pragma once

#include <string>

namespace vramcalc::accuracy {

[[nodiscard]] std::string accuracy_document();

// Its parts, in their order.
[[nodiscard]] std::string summary_part();
[[nodiscard]] std::string llama_cpp_part();
[[nodiscard]] std::string transformers_part();
[[nodiscard]] std::string serving_part();
[[nodiscard]] std::string speed_part();
[[nodiscard]] std::string intervals_part();
[[nodiscard]] std::string rule_of_thumb_part();
[[nodiscard]] std::string published_part();
[[nodiscard]] std::string excluded_part();
[[nodiscard]] std::string totals_part();

}  // namespace vramcalc::accuracy
