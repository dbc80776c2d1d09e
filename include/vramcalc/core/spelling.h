// Names as people type them: comparison without case and separators, and "did you mean".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vramcalc {

/// Lower case, without spaces, dashes, underscores and colons: "RTX 4090" and "rtx-4090" agree.
[[nodiscard]] std::string folded_name(std::string_view name);

/// The closest of `candidates` to `name`, best first, at most three; empty when none is near.
/// Near means an edit distance of at most a third of the longer length, or a shared beginning.
[[nodiscard]] std::vector<std::string> closest_names(std::string_view name,
                                                     std::span<const std::string_view> candidates);

/// Names for a hint: "'a', 'b'". No words between them, so that it reads in any language.
[[nodiscard]] std::string quoted_list(std::span<const std::string> names);

/// `text` fit for a terminal: control characters and broken UTF-8 become `?`, long text is cut.
[[nodiscard]] std::string printable(std::string_view text, std::size_t longest = 120);

}  // namespace vramcalc
