#include "hardware/gpu_names.h"

#include <array>
#include <span>

#include <vramcalc/core/spelling.h>

namespace vramcalc::hardware {
namespace {

// Words that people leave out or put in: "GeForce RTX 4090", "RTX 4090" and "4090" are one card.
constexpr std::array<std::string_view, 9> maker_words{
    "nvidia", "geforce", "amd", "radeon", "intel", "apple", "tesla", "quadro", "instinct"};
constexpr std::array<std::string_view, 3> series_words{"rtx", "gtx", "rx"};

std::string without_prefix(std::string key, std::span<const std::string_view> words) {
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view word : words) {
      if (key.size() > word.size() && key.starts_with(word)) {
        key.erase(0, word.size());
        found = true;
      }
    }
  }
  return key;
}

}  // namespace

std::string search_key(std::string_view name) {
  std::string key = without_prefix(folded_name(name), maker_words);
  std::string bare = without_prefix(key, series_words);
  const bool numbered = !bare.empty() && bare.front() >= '0' && bare.front() <= '9';
  return numbered ? bare : key;
}

}  // namespace vramcalc::hardware
