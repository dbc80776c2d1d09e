// The whole program as one function of its arguments.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "cli/environment.h"
#include "cli/exit_code.h"

namespace vramcalc::cli {

/// `arguments` without the program's name. Answers go to `out`, everything else to `err`; with an
/// exit code of 2 or more nothing is written to `out`.
[[nodiscard]] ExitCode run(const std::vector<std::string>& arguments,
                           const Environment& environment, std::ostream& out, std::ostream& err);

}  // namespace vramcalc::cli
