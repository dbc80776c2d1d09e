#include <algorithm>
#include <CLI/CLI.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "cli/catalogues.h"
#include "cli/command.h"
#include "cli/help.h"

namespace vramcalc::cli {
namespace {

Text help_hint(const Command& command) {
  return {MessageId::hint_command_help, {{"command", std::string{command.name}}}};
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

Error unexpected(const CLI::App& app, const Command& command, const std::string& argument) {
  if (!argument.starts_with("-")) {
    return Error(ErrorKind::usage,
                 {MessageId::error_unexpected_argument, {{"text", printable(argument)}}},
                 help_hint(command));
  }
  const std::string name = argument.substr(0, argument.find('='));
  const std::vector<std::string> names = option_names(app);
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::vector<std::string> near = closest_names(name, candidates);
  return Error(ErrorKind::usage, {MessageId::error_unknown_option, {{"name", printable(name)}}},
               near.empty() ? help_hint(command)
                            : Text{MessageId::hint_did_you_mean, {{"names", quoted_list(near)}}});
}

bool takes_a_value(CLI::App& app, const std::string& argument) {
  const CLI::Option* option = app.get_option_no_throw(argument);
  return option != nullptr && option->get_items_expected_max() > 0;
}

// CLI11 takes "-7B" for the letters 7 and B, and loses the sign of what it then finds.
void refuse_negative_numbers(CLI::App& app, const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const bool negative =
        argument.size() > 1 && argument[0] == '-' && argument[1] >= '0' && argument[1] <= '9';
    if (negative && (i == 0 || !takes_a_value(app, arguments[i - 1]))) {
      throw Error(ErrorKind::usage, {MessageId::error_not_a_count, {{"text", printable(argument)}}},
                  Text{MessageId::hint_count, {}});
    }
  }
}

// "--overhead ''" is a mistake of a script, not a wish for the default.
void refuse_empty_values(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& value : option->results()) {
      if (value.empty()) {
        throw Error(ErrorKind::usage,
                    {MessageId::error_option_value, {{"option", option->get_name()}}});
      }
    }
  }
}

// The option that a message of CLI11 begins with: "--params: 1 required TEXT missing".
std::string option_of(const std::string& what) {
  return what.substr(0, what.find_first_of(": "));
}

}  // namespace

Call::Call(const Command& command, std::vector<std::string> arguments,
           const Environment& environment, std::ostream& out, std::ostream& err)
    : Call(command, std::move(arguments), environment, out, err, std::make_shared<CatalogueShelf>(),
           JsonLayout::indented) {}

Call::Call(const Command& command, std::vector<std::string> arguments,
           const Environment& environment, std::ostream& out, std::ostream& err,
           std::shared_ptr<CatalogueShelf> shelf, JsonLayout layout)
    : command_(&command),
      arguments_(std::move(arguments)),
      environment_(&environment),
      out_(&out),
      err_(&err),
      shelf_(std::move(shelf)),
      layout_(layout),
      app_("", std::string{command.name}) {
  app_.set_help_flag("-h,--help", label(MessageId::option_help));
  app_.allow_extras();
}

const Catalogues& Call::catalogues(const CatalogueOptions& options) {
  return shelf_->get(options, [&] { return Catalogues{*environment_, options}; });
}

Call Call::with(std::vector<std::string> arguments, std::ostream& out) const {
  return {*command_, std::move(arguments), *environment_, out, *err_, shelf_, layout_};
}

Call Call::to_repeat(const Command& command, std::ostream& out) const {
  return {command, {}, *environment_, out, *err_, shelf_, JsonLayout::one_line};
}

bool Call::asks_for_more() const {
  return layout_ == JsonLayout::one_line ||
         std::any_of(arguments_.begin(), arguments_.end(), [this](const std::string& argument) {
           const std::string name = argument.substr(0, argument.find('='));
           return name.starts_with('-') && name.size() > 1 &&
                  (name == "-h" || name == "--help" || app_.get_option_no_throw(name) == nullptr);
         });
}

bool Call::parse() {
  // CLI11 takes the arguments back to front.
  refuse_negative_numbers(app_, arguments_);
  std::vector<std::string> reversed(arguments_.rbegin(), arguments_.rend());
  app_.forget_order();
  try {
    app_.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    *out_ << command_help(*command_, app_);
    return false;
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string what = error.what();
    const bool missing = what.find("missing") != std::string::npos;
    throw Error(ErrorKind::usage,
                {missing ? MessageId::error_option_value : MessageId::error_option_arguments,
                 {{"option", option_of(what)}}},
                help_hint(*command_));
  } catch (const CLI::ParseError& error) {
    throw Error(ErrorKind::usage,
                {MessageId::error_command_line, {{"text", printable(error.what())}}},
                help_hint(*command_));
  }
  std::vector<std::string> rest = app_.remaining();
  std::erase(rest, "--");
  refuse_empty_values(app_);
  if (!rest.empty()) {
    throw unexpected(app_, *command_, rest.front());
  }
  return true;
}

ExitCode run_once(Call& call, Repeatable& command) {
  command.add_to(call);
  return call.parse() ? command.answer(call) : ExitCode::answered;
}

}  // namespace vramcalc::cli
