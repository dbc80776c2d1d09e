#include "cli/run.h"

#include <algorithm>
#include <exception>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "cli/command.h"
#include "cli/help.h"

namespace vramcalc::cli {
namespace {

Error unknown_command(const std::string& name) {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) {
    names.push_back(command.name);
  }
  const std::vector<std::string> near = closest_names(name, names);
  return Error(ErrorKind::usage, {MessageId::error_unknown_command, {{"name", printable(name)}}},
               near.empty() ? Text{MessageId::hint_help, {}}
                            : Text{MessageId::hint_did_you_mean, {{"names", quoted_list(near)}}});
}

ExitCode exit_code_of(ErrorKind kind) {
  return kind == ErrorKind::usage ? ExitCode::usage : ExitCode::bad_input;
}

bool asks_for_help(const std::string& argument) {
  return argument == "-h" || argument == "--help";
}

// The command may stand behind options that concern every command: `vramcalc --json estimate ...`.
ExitCode run_command(std::vector<std::string> arguments, const Environment& environment,
                     std::ostream& out, std::ostream& err) {
  const auto name = std::find_if(arguments.begin(), arguments.end(), [](const auto& argument) {
    return find_command(argument) != nullptr;
  });
  if (name == arguments.end()) {
    const auto word = std::find_if(arguments.begin(), arguments.end(),
                                   [](const auto& argument) { return !argument.starts_with("-"); });
    if (word != arguments.end()) {
      throw unknown_command(*word);
    }
    throw Error(ErrorKind::usage,
                {MessageId::error_unknown_option, {{"name", printable(arguments.front())}}},
                Text{MessageId::hint_help, {}});
  }
  const Command* command = find_command(*name);
  arguments.erase(name);
  Call call{*command, std::move(arguments), environment, out, err};
  return command->in_batch() ? run_once(call, *command->repeatable()) : command->run(call);
}

ExitCode dispatch(const std::vector<std::string>& arguments, const Environment& environment,
                  std::ostream& out, std::ostream& err) {
  if (arguments.empty()) {
    out << short_help();
    return ExitCode::answered;
  }
  if (asks_for_help(arguments.front()) || (arguments.front() == "help" && arguments.size() == 1)) {
    out << program_help();
    return ExitCode::answered;
  }
  if (arguments.front() == "--version" || arguments.front() == "-V") {
    out << "vramcalc " << VRAMCALC_VERSION << '\n';
    return ExitCode::answered;
  }
  if (arguments.front() == "help") {
    return run_command({arguments[1], "--help"}, environment, out, err);
  }
  return run_command(arguments, environment, out, err);
}

void print_error(const Error& error, std::ostream& err) {
  err << "vramcalc: " << error.what() << '\n';
  if (error.hint()) {
    err << label(MessageId::word_hint) << ": " << render(*error.hint()) << '\n';
  }
}

}  // namespace

ExitCode run(const std::vector<std::string>& arguments, const Environment& environment,
             std::ostream& out, std::ostream& err) {
  try {
    const ExitCode code = dispatch(arguments, environment, out, err);
    out.flush();
    if (!out) {
      err << "vramcalc: " << label(MessageId::error_write) << '\n';
      return ExitCode::write_failed;
    }
    return code;
  } catch (const Error& error) {
    print_error(error, err);
    return exit_code_of(error.kind());
  } catch (const std::exception& error) {
    err << "vramcalc: " << label(MessageId::error_internal) << ": " << printable(error.what())
        << '\n';
    return ExitCode::internal_error;
  }
}

}  // namespace vramcalc::cli
