// The commands and files of a plan as text that can be pasted into a POSIX shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/advise/plan.h>

namespace vramcalc::report {

/// `NAME='value' program --option value`: every word as the program is to receive it, long commands
/// over several lines.
[[nodiscard]] std::string command_text(const advise::LaunchCommand& command);

/// Files, commands and, as comments, what each is for and what every card then holds. Empty where
/// there is nothing to start.
[[nodiscard]] std::string launch_script(const advise::Plan& plan, ByteUnit unit);

[[nodiscard]] std::string_view id_of(advise::LaunchStep step);

}  // namespace vramcalc::report
