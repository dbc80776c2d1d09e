#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/text.h"
#include "report/width.h"

namespace vramcalc::cli {
namespace {

constexpr std::size_t help_width = 80;
constexpr std::size_t name_column = 30;

std::string indented_lines(std::string_view lines) {
  std::string text;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    text += fmt::format("  {}\n", lines.substr(0, end));
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
  return text;
}

// The name in its column, the description wrapped beside it.
std::string entry(const std::string& name, std::string_view description) {
  std::string text = "  " + report::padded(name, name_column - 2);
  if (report::display_width(name) + 4 > name_column) {
    text = "  " + name + "\n" + std::string(name_column, ' ');
  }
  const auto lines = report::wrapped(description, help_width - name_column);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += (i == 0 ? "" : std::string(name_column, ' ')) + lines[i] + "\n";
  }
  return text;
}

std::string option_name(const CLI::Option& option) {
  std::string name;
  for (const std::string& letter : option.get_snames()) {
    name += "-" + letter + ", ";
  }
  for (const std::string& word : option.get_lnames()) {
    name += (name.empty() || name.ends_with(", ") ? "--" : ", --") + word;
  }
  const std::string type = option.get_items_expected_max() == 0 ? "" : option.get_type_name();
  return type.empty() ? name : name + " " + type;
}

}  // namespace

std::string command_help(const Command& command, const CLI::App& app) {
  std::string text = fmt::format("{}\n\n{}\n  vramcalc {}", label(command.summary),
                                 label(MessageId::help_usage), command.name);
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) {
      text += fmt::format(" [{}]", option->get_name(true));
    }
  }
  text += fmt::format(" [{}]\n\n{}\n{}", label(MessageId::help_options),
                      label(MessageId::help_examples), indented_lines(label(command.examples)));
  for (const std::string& group : app.get_groups()) {
    std::string entries;
    for (const CLI::Option* option : app.get_options()) {
      if (option->get_group() != group) {
        continue;
      }
      entries += entry(option->get_positional() ? option->get_name(true) : option_name(*option),
                       option->get_description());
    }
    if (!entries.empty()) {
      text += fmt::format("\n{}\n{}", group, entries);
    }
  }
  return text + "\n" + label(MessageId::help_exit_codes) + "\n" +
         indented_lines(label(MessageId::help_exit_code_list));
}

std::string program_help() {
  std::string text = fmt::format(
      "{}\n\n{}\n  vramcalc {}\n\n{}\n{}\n{}\n", label(MessageId::help_program),
      label(MessageId::help_usage), label(MessageId::help_program_usage),
      label(MessageId::help_examples), indented_lines(label(MessageId::help_program_examples)),
      label(MessageId::help_commands));
  for (const Command& command : commands()) {
    text += entry(std::string{command.name}, label(command.summary));
  }
  text += fmt::format("\n{}\n", label(MessageId::help_exit_codes));
  text += indented_lines(label(MessageId::help_exit_code_list));
  return text + "\n" + label(MessageId::help_more) + "\n";
}

std::string short_help() {
  return fmt::format("{}\n\n{}\n{}\n", label(MessageId::help_program),
                     indented_lines(label(MessageId::help_program_examples)),
                     label(MessageId::help_more));
}

}  // namespace vramcalc::cli
