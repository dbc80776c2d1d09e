// A command of the program, and one call of it.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <CLI/CLI.hpp>

#include <vramcalc/core/message.h>

#include "cli/environment.h"
#include "cli/exit_code.h"

namespace vramcalc::cli {

class Call;

struct Command {
  std::string_view name;
  MessageId summary;
  MessageId examples;  // one command a line
  ExitCode (*run)(Call& call);
};

/// Every command, in the order of the help. A new one is a file and a row here.
[[nodiscard]] std::span<const Command> commands();

/// One call: the command's own options are registered on `app`, then `parse()` fills them.
class Call {
 public:
  Call(const Command& command, std::vector<std::string> arguments, const Environment& environment,
       std::ostream& out);

  [[nodiscard]] CLI::App& app() { return app_; }
  [[nodiscard]] const Environment& environment() const { return *environment_; }
  [[nodiscard]] std::ostream& out() { return *out_; }

  /// Another call of the same command in the same environment.
  [[nodiscard]] Call with(std::vector<std::string> arguments, std::ostream& out) const {
    return {*command_, std::move(arguments), *environment_, out};
  }

  /// Whether the arguments name an option that is not registered yet, or ask for help.
  [[nodiscard]] bool asks_for_more() const;

  /// False when help was asked for and printed; throws Error(usage) with a hint.
  [[nodiscard]] bool parse();

 private:
  const Command* command_;
  std::vector<std::string> arguments_;
  const Environment* environment_;
  std::ostream* out_;
  CLI::App app_;
};

}  // namespace vramcalc::cli
