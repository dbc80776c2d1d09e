// Words of commands that people copy into a shell.
#pragma once

#include <string>
#include <string_view>

namespace vramcalc::report {

/// The word, quoted where a POSIX shell would read it as anything but one plain word. Control
/// characters become '?': a file's name must not type anything.
[[nodiscard]] std::string shell_word(std::string_view word);

}  // namespace vramcalc::report
