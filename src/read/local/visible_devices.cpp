#include "read/local/visible_devices.h"

#include <algorithm>
#include <optional>

#include "read/local/words.h"

namespace vramcalc::read::local {
namespace {

std::optional<std::size_t> find(const std::vector<LocalCard>& cards, std::string_view word) {
  if (const std::optional<std::uint64_t> number = whole_number(word)) {
    return *number < cards.size() ? std::optional{static_cast<std::size_t>(*number)} : std::nullopt;
  }
  if (!word.starts_with("GPU-")) {
    return std::nullopt;
  }
  const auto begins = [&](const LocalCard& card) { return card.uuid.starts_with(word); };
  const auto found = std::find_if(cards.begin(), cards.end(), begins);
  return found == cards.end() ? std::nullopt
                              : std::optional{static_cast<std::size_t>(found - cards.begin())};
}

}  // namespace

std::vector<LocalCard> visible_cards(const std::vector<LocalCard>& cards,
                                     std::string_view variable) {
  std::vector<LocalCard> visible;
  std::vector<bool> is_taken(cards.size());
  while (!variable.empty()) {
    const std::size_t comma = std::min(variable.find(','), variable.size());
    const std::optional<std::size_t> index = find(cards, trimmed(variable.substr(0, comma)));
    variable.remove_prefix(std::min(comma + 1, variable.size()));
    if (!index || is_taken[*index]) {
      break;
    }
    is_taken[*index] = true;
    visible.push_back(cards[*index]);
  }
  return visible;
}

}  // namespace vramcalc::read::local
