// The expressions of formulas, worked out: what a formula says and what is counted are one thing.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace vramcalc::docs {

using Values = std::map<std::string, std::uint64_t, std::less<>>;

/// Whole numbers, names, + - * / (to the nearest whole), parentheses, min(a, b) and max(a, b).
/// Throws std::runtime_error that shows what it does not understand, a name without a value for
/// one.
[[nodiscard]] std::uint64_t evaluate(std::string_view expression, const Values& values);

}  // namespace vramcalc::docs
