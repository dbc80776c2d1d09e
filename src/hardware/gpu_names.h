// When two names of cards are one and the same.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include <vramcalc/hardware/gpu.h>

namespace vramcalc::hardware {

/// Equal for names that differ in case, separators, the maker's words and the series alone.
[[nodiscard]] std::string search_key(std::string_view name);

/// Whether the id, the name or an alias does.
template <typename Predicate>
[[nodiscard]] bool any_name(const Gpu& gpu, Predicate matches) {
  return matches(gpu.id) || matches(gpu.name) ||
         std::any_of(gpu.aliases.begin(), gpu.aliases.end(), matches);
}

/// Whether it is one of several cards of that name, and the one that is meant.
template <typename Predicate>
[[nodiscard]] bool any_shared_name(const Gpu& gpu, Predicate matches) {
  return std::any_of(gpu.default_for.begin(), gpu.default_for.end(), matches);
}

}  // namespace vramcalc::hardware
