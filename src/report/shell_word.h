// Words of commands that people copy into a shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vramcalc::report {

/// The word, quoted where a POSIX shell would read it as anything but one plain word. Control
/// characters become '?': a file's name must not type anything.
[[nodiscard]] std::string shell_word(std::string_view word);

/// "vramcalc estimate WORDS", on as many lines as keep it narrow: a backslash ends all but the
/// last.
[[nodiscard]] std::string estimate_command(const std::vector<std::string>& words);

}  // namespace vramcalc::report
