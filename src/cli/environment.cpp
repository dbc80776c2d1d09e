#include "cli/environment.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace vramcalc::cli {

std::optional<std::string> Environment::get(const std::string& name) const {
  const auto found = variables.find(name);
  if (found == variables.end() || found->second.empty()) {
    return std::nullopt;
  }
  return found->second;
}

Environment process_environment() {
  Environment environment;
  constexpr std::array names{"COLUMNS",
                             "CUDA_VISIBLE_DEVICES",
                             "HOME",
                             "NO_COLOR",
                             "PATH",
                             "TERM",
                             "XDG_CONFIG_HOME",
                             "VRAMCALC_NVML_LIBRARY",
                             "VRAMCALC_SYSTEM_ROOT"};
  for (const char* name : names) {
    if (const char* value = std::getenv(name)) {  // NOLINT(concurrency-mt-unsafe): one thread
      environment.variables.emplace(name, value);
    }
  }
  environment.variables.try_emplace("VRAMCALC_SYSTEM_ROOT", "/");
  environment.stdout_is_terminal = isatty(STDOUT_FILENO) == 1;
  environment.stderr_is_terminal = isatty(STDERR_FILENO) == 1;
  winsize size{};
  if (environment.stdout_is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
      size.ws_col > 0) {
    environment.terminal_columns = size.ws_col;
  }
  return environment;
}

}  // namespace vramcalc::cli
