// What one source says of the cards.
#pragma once

#include <vector>

#include <vramcalc/read/local_machine.h>

namespace vramcalc::read::local {

struct FoundCards {
  bool is_there = false;  // whether the source exists, whatever it says
  std::vector<LocalCard> cards;
  std::vector<Text> failures;
};

/// "{source} did not answer: {text}".
[[nodiscard]] Text failure(const std::string& source, const std::string& text);

}  // namespace vramcalc::read::local
