// Lists put in order by position, for finding what stands there twice: four bytes an entry, where
// a set of texts would take fifty.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

namespace vramcalc::read {

/// The positions 0 to count-1 by what `key_of` says of each; equals in their own order.
template <typename KeyOf>
[[nodiscard]] std::vector<std::uint32_t> order_of(std::size_t count, KeyOf key_of) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    const auto& first = key_of(a);
    const auto& second = key_of(b);
    return first != second ? first < second : a < b;
  };
  if (!std::is_sorted(order.begin(), order.end(), before)) {
    std::sort(order.begin(), order.end(), before);
  }
  return order;
}

/// The later of two positions with equal keys, if there are such.
template <typename KeyOf>
[[nodiscard]] std::optional<std::uint32_t> find_repeated(const std::vector<std::uint32_t>& order,
                                                         KeyOf key_of) {
  const auto found =
      std::adjacent_find(order.begin(), order.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return key_of(a) == key_of(b); });
  return found == order.end() ? std::nullopt : std::optional{*(found + 1)};
}

}  // namespace vramcalc::read
