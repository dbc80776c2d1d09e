// Every model of data/gguf_sizes.jsonl in every file type: what llama-quantize sums up, and we.
#pragma once

#include <string>
#include <vector>

#include <vramcalc/core/bytes.h>

#include "accuracy/reference.h"

namespace vramcalc::accuracy {

struct ComparedSize {
  std::string model;
  std::string file_type;
  bool imatrix = false;
  Bytes stated;
  Bytes counted;
  Bytes by_rule;  // of thumb
};

struct GgufSizes {
  std::vector<ComparedCount> parameters;
  std::vector<ComparedSize> sizes;
};

/// Compared once.
[[nodiscard]] const GgufSizes& gguf_sizes();

}  // namespace vramcalc::accuracy
