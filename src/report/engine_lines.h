// What stands beside the lines of engines other than llama.cpp, and the terms that lines are made
// of.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include <vramcalc/memory/estimate.h>

namespace vramcalc::report {

/// Empty for formulas of others.
[[nodiscard]] std::string engine_line_text(const memory::LineItem& item);

[[nodiscard]] bool has_terms(const memory::LineItem& item,
                             std::initializer_list<std::string_view> names);

/// 0 where the item has no such term.
[[nodiscard]] std::uint64_t value_of(const memory::LineItem& item, std::string_view name);

}  // namespace vramcalc::report
