#include "cli/output.h"

#include <algorithm>

#include <vramcalc/core/error.h>

#include "cli/options.h"
#include "report/csv.h"
#include "report/json_line.h"
#include "report/markdown.h"
#include "report/text.h"

namespace vramcalc::cli {
namespace {

constexpr std::size_t narrowest = 40;
constexpr std::size_t pipe_width = 80;

std::size_t columns_of(const Environment& environment) {
  const std::optional<std::string> columns = environment.get("COLUMNS");
  const bool digits =
      columns && columns->size() <= 4 &&
      std::all_of(columns->begin(), columns->end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits) {
    return std::max<std::size_t>(narrowest, std::stoul(*columns));
  }
  return environment.stdout_is_terminal ? std::max(narrowest, environment.terminal_columns)
                                        : pipe_width;
}

}  // namespace

void OutputOptions::add_to(CLI::App& app, bool with_units) {
  const std::string group{label(MessageId::group_output)};
  app.add_flag("--json", json, label(MessageId::option_json))->group(group);
  add_option(app, "--format", format, MessageId::option_format, "NAME", MessageId::group_output);
  add_option(app, "--color", color, MessageId::option_color, "WHEN", MessageId::group_output);
  if (with_units) {
    add_option(app, "--units", units, MessageId::option_units, "UNIT", MessageId::group_output);
  }
}

void OutputOptions::check() const {
  check_choice(chosen_format(), "--format", {"table", "json", "markdown", "csv"});
  check_choice(color, "--color", {"auto", "always", "never"});
  if (!units.empty()) {
    check_choice(units, "--units", {"GB", "GiB"});
  }
  if (json && !format.empty() && format != "json") {
    throw Error(ErrorKind::usage, {MessageId::error_two_formats, {{"format", format}}});
  }
}

ByteUnit OutputOptions::unit(ByteUnit by_default) const {
  if (units.empty()) {
    return by_default;
  }
  return units == "GB" ? ByteUnit::gb : ByteUnit::gib;
}

std::string OutputOptions::chosen_format() const {
  return !format.empty() ? format : (json ? "json" : "table");
}

bool OutputOptions::is_csv() const {
  return chosen_format() == "csv";
}

bool OutputOptions::is_text() const {
  const std::string chosen = chosen_format();
  return chosen == "table" || chosen == "markdown";
}

bool OutputOptions::has_colour(const Environment& environment) const {
  if (color != "auto") {
    return color == "always";
  }
  return environment.stdout_is_terminal && !environment.get("NO_COLOR") &&
         environment.get("TERM") != "dumb";
}

void OutputOptions::print_document(Call& call, const report::Document& document) const {
  if (chosen_format() == "markdown") {
    call.out() << report::markdown(document);
    return;
  }
  const report::Canvas canvas{columns_of(call.environment()), has_colour(call.environment())};
  // An empty line above and below sets the answer apart in a terminal.
  const bool framed = call.environment().stdout_is_terminal;
  call.out() << (framed ? "\n" : "") << report::text(document, canvas) << (framed ? "\n" : "");
}

void OutputOptions::print_json(Call& call, const report::Json& document,
                               const std::string& rows) const {
  if (chosen_format() == "json") {
    call.out() << (call.layout() == JsonLayout::one_line ? report::one_line(document)
                                                         : document.dump(2))
               << '\n';
  } else {
    call.out() << report::csv(document.at(rows));
  }
}

}  // namespace vramcalc::cli
