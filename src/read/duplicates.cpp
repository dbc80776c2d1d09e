#include "read/duplicates.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace vramcalc::read {
namespace {

// Quick rather than good: thousands of names a file, and names whose hashes agree are compared.
std::uint64_t hash_of(std::string_view name) {
  constexpr std::uint64_t factor = 0x9E37'79B9'7F4A'7C15;  // 2^64 / the golden ratio
  std::uint64_t hash = name.size();
  const auto add = [&](std::uint64_t word) {
    hash = (hash ^ word) * factor;
    hash ^= hash >> 32U;
  };
  std::uint64_t word = 0;
  if (name.size() < sizeof(word)) {
    for (const char c : name) {
      word = (word << 8U) | static_cast<unsigned char>(c);
    }
    add(word);
    return hash;
  }
  // The last word overlaps the one before.
  const std::size_t last = name.size() - sizeof(word);
  for (std::size_t i = 0; i < last; i += sizeof(word)) {
    std::memcpy(&word, name.data() + i, sizeof(word));
    add(word);
  }
  std::memcpy(&word, name.data() + last, sizeof(word));
  add(word);
  return hash;
}

}  // namespace

std::optional<std::string_view> find_duplicate(std::span<const std::string_view> names) {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(names.size());
  for (const std::string_view name : names) {
    hashes.push_back(hash_of(name));
  }
  std::sort(hashes.begin(), hashes.end());
  if (std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end()) {
    return std::nullopt;
  }
  // Either one name twice or names that have been chosen to collide.
  std::vector<std::string_view> sorted{names.begin(), names.end()};
  std::sort(sorted.begin(), sorted.end());
  const auto found = std::adjacent_find(sorted.begin(), sorted.end());
  return found == sorted.end() ? std::nullopt : std::optional{*found};
}

}  // namespace vramcalc::read
