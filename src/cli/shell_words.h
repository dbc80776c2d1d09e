// One text that holds several words, as a POSIX shell would split it.
#pragma once

#include <string>
#include <vector>

namespace vramcalc::cli {

/// Blanks separate words; single and double quotes and backslashes keep what a shell lets them
/// keep. Nothing else is special: no variables, no patterns. Throws Error(usage) for a quotation
/// mark that is not closed and a backslash at the end.
[[nodiscard]] std::vector<std::string> shell_words(const std::string& text);

}  // namespace vramcalc::cli
