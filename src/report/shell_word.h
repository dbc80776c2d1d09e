// Words of commands that a person may paste into a shell.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <vramcalc/hardware/rig.h>

namespace vramcalc::report {

/// `word` quoted for a POSIX shell where it needs it: the shell gives the program the very same
/// bytes. Control characters and broken UTF-8 stand there as escapes that the shell resolves, so
/// that none reaches the terminal; a line break stays one.
[[nodiscard]] std::string shell_word(std::string_view word);

/// `NAME='value' program --option value`, on as many lines as keep it narrow: a backslash ends all
/// but the last. An option and what follows it stay on one line.
[[nodiscard]] std::string shell_command(
    const std::vector<std::string>& words,
    const std::vector<std::pair<std::string, std::string>>& environment = {});

/// The whole command of which these words stand behind `vramcalc estimate`.
[[nodiscard]] std::vector<std::string> estimate_words(const std::vector<std::string>& words);

/// "--gpu", "rtx-4090x2", "--vram", "24GB": the rig as options name it. Only this computer's is
/// known to be in use or not: that is "--local".
[[nodiscard]] std::vector<std::string> rig_words(const hardware::Rig& rig);

}  // namespace vramcalc::report
