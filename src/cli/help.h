// Help as people read it: what it does, examples, then the options in groups.
#pragma once

#include <string>
#include <CLI/CLI.hpp>

#include "cli/command.h"

namespace vramcalc::cli {

[[nodiscard]] std::string command_help(const Command& command, const CLI::App& app);

/// `vramcalc --help`: the commands.
[[nodiscard]] std::string program_help();

/// `vramcalc` alone: a sentence, two examples, where to go on.
[[nodiscard]] std::string short_help();

}  // namespace vramcalc::cli
