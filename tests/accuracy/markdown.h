// Cells and rows of a Markdown table.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

namespace vramcalc::accuracy {

/// "| a | b |" and a line break.
[[nodiscard]] std::string table_row(std::initializer_list<std::string> cells);

/// "+1.36 %"; "0 %" only for what is exact, unlike "0.00 %".
[[nodiscard]] std::string signed_percent(double error);
/// Likewise without a sign.
[[nodiscard]] std::string percent(double error);

/// "1 234 567", and "−5" for what is taken away.
[[nodiscard]] std::string count(std::int64_t value);

}  // namespace vramcalc::accuracy
