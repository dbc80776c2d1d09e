// The answer of `estimate` to several models on the same cards.
#pragma once

#include <string>
#include <vector>

#include <vramcalc/advise/together.h>

#include "report/document.h"
#include "report/json.h"

namespace vramcalc::report {

struct Set {
  advise::SetAnswer answer;
  std::vector<std::string> first_words;  // of its first model alone, behind `vramcalc estimate`
};

/// Each with the name of the model that it is about.
[[nodiscard]] std::vector<Text> warnings_of(const advise::SetAnswer& answer);

[[nodiscard]] Document set_document(const Set& set, ByteUnit unit);
[[nodiscard]] Json set_json(const advise::SetAnswer& answer);

}  // namespace vramcalc::report
