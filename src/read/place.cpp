#include "read/place.h"

#include <utility>
#include <vector>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

namespace vramcalc::read {

std::string place_text(const Place& place) {
  return printable(place.file, 500) + ":" + std::to_string(place.at.line) + ":" +
         std::to_string(place.at.column);
}

void fail(const Place& place, MessageId message, Fields fields, std::optional<Text> hint) {
  fields.emplace_back("place", place_text(place));
  throw Error(ErrorKind::bad_input, Text{message, std::move(fields)}, std::move(hint));
}

std::optional<Text> did_you_mean(std::string_view name,
                                 std::span<const std::string_view> candidates) {
  std::vector<std::string> near = closest_names(name, candidates);
  for (std::string& candidate : near) {
    candidate = printable(candidate);
  }
  if (near.empty()) {
    return std::nullopt;
  }
  return Text{MessageId::hint_did_you_mean, {{"names", quoted_list(near)}}};
}

}  // namespace vramcalc::read
