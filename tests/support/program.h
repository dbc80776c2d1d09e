// The program called in-process: a command line in, texts and an exit code out.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/run.h"

namespace vramcalc::test {

struct Outcome {
  int exit_code = 0;
  std::string out;
  std::string err;
};

/// Runs `vramcalc ARGUMENTS` without a terminal and with an empty environment.
[[nodiscard]] Outcome run(const std::vector<std::string>& arguments,
                          const cli::Environment& environment = {});

/// Splits a command line at spaces; "quoted words" stay together.
[[nodiscard]] std::vector<std::string> words(const std::string& line);

/// Without the ends of the lines.
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

/// What `vramcalc ARGUMENTS --json` prints, which must end with that exit code.
[[nodiscard]] nlohmann::ordered_json json(std::vector<std::string> arguments, int exit_code = 0);
/// Likewise of `words(line)`.
[[nodiscard]] nlohmann::ordered_json json(const std::string& line, int exit_code = 0);

}  // namespace vramcalc::test
