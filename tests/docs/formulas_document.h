// docs/formulas.md: every formula with a worked example.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <vramcalc/memory/formula.h>

namespace vramcalc::docs {

using Items = std::vector<nlohmann::ordered_json>;

/// The items of a command's answer, explained. The command finds a tower in `mmproj.gguf`.
[[nodiscard]] Items items_of(const std::string& command);

/// The item of the formula's example that stands first. Fails the test where there is none.
[[nodiscard]] nlohmann::ordered_json worked_example(const memory::Formula& formula);

[[nodiscard]] std::string formulas_document();

}  // namespace vramcalc::docs
