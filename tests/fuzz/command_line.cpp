// Lines are arguments. Options that open files are left out: the file system is no part of this.
#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/run.h"
#include "fuzz/check.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vramcalc;
  std::istringstream lines{std::string{reinterpret_cast<const char*>(data), size}};
  std::vector<std::string> arguments;
  for (std::string line; std::getline(lines, line) && arguments.size() < 20;) {
    // A zero byte ends an argument of a real command line.
    line.resize(std::min(line.find('\0'), line.size()));
    if (line.find("catalog") == std::string::npos) {
      arguments.push_back(line);
    }
  }
  std::ostringstream out;
  std::ostringstream err;
  const cli::ExitCode code = cli::run(arguments, {}, out, err);
  fuzz::check(code != cli::ExitCode::internal_error, "no argument is a fault of the program");
  if (static_cast<int>(code) >= 2) {
    fuzz::check(out.str().empty(), "an error leaves stdout empty");
    fuzz::check(err.str().starts_with("vramcalc: "), "an error says who speaks");
  }
  fuzz::check(fuzz::is_printable(err.str(), true), "an error is printable");
  fuzz::check(fuzz::is_utf8(err.str()) && fuzz::is_utf8(out.str()), "all output is UTF-8");
  const bool coloured = std::any_of(arguments.begin(), arguments.end(), [](const auto& argument) {
    return argument.find("color") != std::string::npos;
  });
  std::string answer = out.str();
  std::erase(answer, '\r');  // CSV has them
  fuzz::check(coloured || fuzz::is_printable(answer, true), "an answer is printable");
  return 0;
}
