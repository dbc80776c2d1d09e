// Stated counts of parameters: those of the language model alone, and those of all that a
// checkpoint stores.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "accuracy/reference.h"

namespace vramcalc::accuracy {

/// One component of a checkpoint. What a stated count leaves out is negative.
struct ComparedComponent {
  std::string kind;  // ComponentKind in words: "tied_head"
  std::int64_t stated = 0;
  std::int64_t counted = 0;
};

/// A fault of the config at hand, not of the count.
struct NamedTerm {
  std::string name;
  std::int64_t elements = 0;
  std::string reason;
};

struct ClosedTotal {
  std::string model;
  std::string stated_of;  // the repository whose total it is
  std::int64_t stated = 0;
  std::int64_t counted = 0;  // language, components and terms together
  std::int64_t stated_language = 0;
  std::int64_t counted_language = 0;
  std::vector<ComparedComponent> components;  // beside the language model
  std::vector<NamedTerm> terms;
};

/// Every row of parameters.jsonl.
[[nodiscard]] std::vector<ComparedCount> language_counts();

/// Every row of closing.jsonl.
[[nodiscard]] std::vector<ClosedTotal> closed_totals();

}  // namespace vramcalc::accuracy
