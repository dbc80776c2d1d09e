// A release of an engine, where its rules changed from one to the next.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vramcalc::memory {

/// "0.21" is {0, 21}; patch levels change no rule.
struct Release {
  std::uint32_t major_number = 0;
  std::uint32_t minor_number = 0;

  friend constexpr bool operator==(const Release&, const Release&) = default;
  friend constexpr auto operator<=>(const Release&, const Release&) = default;
};

/// "0.21".
[[nodiscard]] std::string text_of(Release release);

struct LeadingRelease {
  Release release;
  std::string_view rest;  // what follows: ".3", "rc1.dev156"
};

/// The release that a text begins with; nothing where it begins with none.
[[nodiscard]] std::optional<LeadingRelease> leading_release(std::string_view text);

}  // namespace vramcalc::memory
