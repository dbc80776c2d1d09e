#include "report/markdown.h"

#include <algorithm>

#include "report/text.h"

namespace vramcalc::report {
namespace {

// What Markdown would take for markup, in names that a user's catalogue may hold.
std::string escaped(std::string_view words) {
  std::string out;
  for (const char c : words) {
    if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '<' || c == '[') {
      out += '\\';
    }
    out += c;
  }
  return out;
}

// A fence is longer than any run inside.
std::size_t longest_run_of_backquotes(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

bool is_shown(const Column& column) {
  return !column.is_bar && !column.is_legend;
}

std::string row_of(const Table& table, const std::vector<Cell>& cells) {
  std::string line = "|";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (is_shown(table.columns[i])) {
      line += " " + escaped(cells[i].text) + " |";
    }
  }
  return line + "\n";
}

struct Renderer {
  std::string out;

  void separate(bool attached) {
    if (!out.empty() && !attached) {
      out += '\n';
    }
  }

  void operator()(const Headline& headline) {
    separate(false);
    out += "## " + escaped(headline.subject) + "\n\n**" + escaped(headline.answer) + "**";
    if (!headline.detail.empty()) {
      out += ", " + escaped(headline.detail);
    }
    if (!headline.verdict.text.empty()) {
      out += ", **" + escaped(headline.verdict.text) + "**";
    }
    out += "\n";
  }

  void operator()(const Table& table) {
    if (std::none_of(table.columns.begin(), table.columns.end(), is_shown)) {
      return;
    }
    separate(false);
    std::vector<Cell> headers;
    std::string rule = "|";
    for (const Column& column : table.columns) {
      headers.push_back({table.has_header ? column.header : ""});
      if (is_shown(column)) {
        rule += column.align == Align::right ? " ---: |" : " --- |";
      }
    }
    out += row_of(table, headers) + rule + "\n";
    for (const auto& row : table.rows) {
      out += row_of(table, row);
    }
  }

  void operator()(const Listing& listing) {
    separate(false);
    const std::string fence(longest_run_of_backquotes(listing.text) + 3, '`');
    out += fence + listing.language + "\n" + listing.text + fence + "\n";
  }

  void operator()(const Remark& remark) {
    // Paragraphs of their own: Markdown would run attached lines together.
    separate(false);
    if (!remark.is_command) {
      out += escaped(remark.text) + "\n";
      return;
    }
    for (const std::string& line : lines_of(remark.text)) {
      out += "    " + line + "\n";
    }
  }
};

}  // namespace

std::string markdown(const Document& document) {
  Renderer renderer;
  for (const Block& block : document) {
    std::visit(renderer, block);
  }
  return renderer.out;
}

}  // namespace vramcalc::report
