// Regular expressions over names, as configs and options write them: "re:.*mlp\.(gate|up)_proj.*".
//
// A pattern comes from outside, so it is matched in time proportional to its size times the text's:
// all states at once, no backtracking.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace vramcalc::model {

class NameRegex {
 public:
  /// Literals, `.`, classes, \d \w \s, groups, `|`, `*` `+` `?` `{m,n}`, `^`, `$`. Nothing for what
  /// is not understood (look-around, references) or is larger than any sane pattern.
  [[nodiscard]] static std::optional<NameRegex> compile(std::string_view pattern);

  /// As Python's re.match: from the beginning, not necessarily to the end.
  [[nodiscard]] bool matches(std::string_view text) const { return runs(text, false); }

  /// As std::regex_search: from anywhere.
  [[nodiscard]] bool is_found_in(std::string_view text) const { return runs(text, true); }

  /// What a match costs, a character of the text.
  [[nodiscard]] std::size_t size() const { return steps_.size(); }

  using Characters = std::bitset<256>;

  struct Step {
    enum class Kind : std::uint8_t { characters, fork, jump, at_start, at_end, found } kind{};
    std::uint32_t next = 0;   // of fork and jump
    std::uint32_t other = 0;  // of fork; of characters: which set
  };

 private:
  NameRegex() = default;

  [[nodiscard]] bool runs(std::string_view text, bool from_anywhere) const;

  std::vector<Step> steps_;
  std::vector<Characters> sets_;

  friend class NameRegexCompiler;
};

}  // namespace vramcalc::model
