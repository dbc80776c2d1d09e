#include "accuracy/document.h"

#include <string_view>

namespace vramcalc::accuracy {
namespace {

constexpr std::string_view head = R"(# Accuracy

What vramcalc counts, against what others state and what programs print: weights, parameters, and
the memory of llama.cpp, transformers, vLLM and SGLang. The rows, each with its public source, are in
`tests/accuracy/data`. A test writes this page:
`VRAMCALC_UPDATE_GOLDEN=1 build/dev/tests/vramcalc_tests '[accuracy]'`.

)";

}  // namespace

std::string accuracy_document() {
  return std::string{head} + summary_part() + "\n" + llama_cpp_part() + "\n" + transformers_part() +
         "\n" + serving_part() + "\n" + speed_part() + "\n" + intervals_part() + "\n" +
         rule_of_thumb_part() + "\n" + published_part() + "\n" + excluded_part() + "\n" +
         totals_part();
}

}  // namespace vramcalc::accuracy
