#include <csignal>
#include <iostream>

#include "cli/run.h"

int main(int argc, char** argv) {
  static_cast<void>(std::signal(SIGPIPE, SIG_DFL));  // `vramcalc gpus | head` ends without a word
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return static_cast<int>(
      vramcalc::cli::run(arguments, vramcalc::cli::process_environment(), std::cout, std::cerr));
}
