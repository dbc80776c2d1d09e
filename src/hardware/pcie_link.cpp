#include <vramcalc/hardware/pcie_link.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

namespace vramcalc::hardware {
namespace {

// A lane of the first generation, one way; every generation doubles it. Rounded as people quote
// them: 16, 32 and 64 GB/s for 16 lanes of generations 3, 4 and 5, which are 15.8, 31.5 and 63.0
// behind their encoding (https://hpc-notes.pages.dev/reference/pcie).
constexpr Bytes first_generation_lane{250'000'000};

[[noreturn]] void refuse(MessageId message, std::string_view text) {
  throw Error(ErrorKind::usage, {message, {{"text", printable(text)}}},
              Text{MessageId::hint_pcie_link, {}});
}

// What is left of a link's text, in lower case.
class Words {
 public:
  explicit Words(std::string_view text) {
    for (const char c : text) {
      left_ += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    skip_spaces();
  }

  // Whether `word` came next; it is skipped then, with the spaces behind it.
  bool take(std::string_view word) {
    if (!left_.starts_with(word)) {
      return false;
    }
    left_.erase(0, word.size());
    skip_spaces();
    return true;
  }

  // Up to three digits; nothing where there are none or more.
  std::optional<std::uint64_t> take_number() {
    constexpr std::size_t most_digits = 3;
    const std::size_t digits = std::min(left_.find_first_not_of("0123456789"), left_.size());
    if (digits == 0 || digits > most_digits) {
      return std::nullopt;
    }
    const std::uint64_t number = std::stoull(left_.substr(0, digits));
    left_.erase(0, digits);
    return number;
  }

  void skip_spaces() { left_.erase(0, left_.find_first_not_of(' ')); }
  [[nodiscard]] bool is_empty() const { return left_.empty(); }

 private:
  std::string left_;
};

// Of any generation and any number of lanes.
std::optional<PcieLink> link_in(std::string_view text) {
  Words words{text};
  words.take("pcie");
  words.take("gen");
  const std::optional<std::uint64_t> generation = words.take_number();
  words.take(".0");
  words.skip_spaces();
  const bool names_lanes = words.take("x") || words.take("×");
  const std::optional<std::uint64_t> lanes = words.take_number();
  words.skip_spaces();
  if (!generation || !names_lanes || !lanes || !words.is_empty()) {
    return std::nullopt;
  }
  return PcieLink{*generation, *lanes};
}

bool has_generation(const PcieLink& link) {
  return link.generation >= 1 && link.generation <= newest_pcie_generation;
}

bool has_lanes(const PcieLink& link) {
  return std::has_single_bit(link.lanes) && link.lanes <= most_pcie_lanes;
}

}  // namespace

Bytes nominal_rate(const PcieLink& link) {
  return first_generation_lane * (std::uint64_t{1} << (link.generation - 1)) * link.lanes;
}

std::string pcie_text(const PcieLink& link) {
  return std::to_string(link.generation) + ".0 x" + std::to_string(link.lanes);
}

PcieLink parse_pcie(std::string_view text) {
  const std::optional<PcieLink> link = link_in(text);
  if (!link) {
    refuse(MessageId::error_not_a_pcie_link, text);
  }
  if (!has_generation(*link)) {
    refuse(MessageId::error_pcie_generation, text);
  }
  if (!has_lanes(*link)) {
    refuse(MessageId::error_pcie_lanes, text);
  }
  return *link;
}

std::optional<PcieLink> pcie_link(const Gpu& gpu) {
  const std::optional<PcieLink> link = link_in(gpu.pcie);
  return link && has_generation(*link) && has_lanes(*link) ? link : std::nullopt;
}

}  // namespace vramcalc::hardware
