#include "accuracy/gguf_sizes.h"

#include <cstdint>

namespace vramcalc::accuracy {
namespace {

void compare_sizes(const ReferenceModel& reference, const Row& row, bool imatrix,
                   std::vector<ComparedSize>& sizes) {
  const auto stated = row.find(imatrix ? "tensor_bytes_imatrix" : "tensor_bytes");
  if (stated == row.end()) {
    return;
  }
  for (const auto& [file_type, bytes] : stated->items()) {
    sizes.push_back({row.at("model"), file_type, imatrix, Bytes{bytes.get<std::uint64_t>()},
                     gguf_bytes(reference, file_type, imatrix),
                     rule_of_thumb_bytes(reference, file_type)});
  }
}

}  // namespace

const GgufSizes& gguf_sizes() {
  static const GgufSizes compared = [] {
    GgufSizes all;
    for (const Row& row : rows_of("gguf_sizes.jsonl")) {
      const std::string name = row.at("model").get<std::string>();
      const ReferenceModel& reference = reference_model(name);
      all.parameters.push_back(
          {name, row.at("parameters").get<std::uint64_t>(), reference.parameters()});
      compare_sizes(reference, row, false, all.sizes);
      compare_sizes(reference, row, true, all.sizes);
    }
    return all;
  }();
  return compared;
}

}  // namespace vramcalc::accuracy
