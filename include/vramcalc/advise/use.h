// What somebody wants the hardware for, as filters and defaults that do not know the model.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <vramcalc/advise/recommend.h>

namespace vramcalc::advise {

struct Use {
  std::string_view id;                           // "personal"
  MessageId description;                         // what it stands for, in a sentence
  std::span<const std::string_view> precisions;  // ids, tried from the most bits down
  std::uint64_t fewest_cards = 1;
  std::uint64_t most_cards = 1;
  hardware::Segment segment = hardware::Segment::consumer;
  double headroom = 0;
};

[[nodiscard]] std::span<const Use> uses();

}  // namespace vramcalc::advise
