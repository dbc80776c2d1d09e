#include "report/text.h"

#include <algorithm>

#include "report/bar.h"
#include "report/width.h"

namespace vramcalc::report {
namespace {

constexpr std::string_view margin = "  ";
constexpr std::string_view gap = "   ";
constexpr std::size_t longest_line = 100;
constexpr std::size_t longest_bar = 20;
constexpr std::size_t shortest_bar = 8;

std::size_t room(const Canvas& canvas) {
  return std::min(canvas.width, longest_line) - margin.size();
}

// Widths of the columns that are printed; 0 for those left out.
struct Layout {
  std::vector<std::size_t> widths;
  std::vector<bool> shown;
};

std::size_t line_width(const Layout& layout) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < layout.widths.size(); ++i) {
    if (layout.shown[i]) {
      width += layout.widths[i] + (width == 0 ? 0 : gap.size());
    }
  }
  return width;
}

std::size_t content_width(const Table& table, std::size_t column) {
  std::size_t width = table.has_header ? display_width(table.columns[column].header) : 0;
  for (const auto& row : table.rows) {
    width = std::max(width, display_width(row[column].text));
  }
  return width;
}

// The highest expendable column that is still shown; nothing when all left are needed.
std::size_t most_expendable(const Table& table, const Layout& layout) {
  std::size_t found = table.columns.size();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (layout.shown[i] && table.columns[i].expendable > 0 &&
        (found == table.columns.size() ||
         table.columns[i].expendable > table.columns[found].expendable)) {
      found = i;
    }
  }
  return found;
}

Layout layout_of(const Table& table, const Canvas& canvas) {
  Layout layout;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const bool bar = table.columns[i].is_bar;
    layout.shown.push_back(!bar || canvas.colour);
    layout.widths.push_back(bar ? longest_bar : content_width(table, i));
  }
  while (line_width(layout) > room(canvas)) {
    const std::size_t victim = most_expendable(table, layout);
    if (victim == table.columns.size()) {
      break;
    }
    const std::size_t excess = line_width(layout) - room(canvas);
    if (table.columns[victim].is_bar && layout.widths[victim] >= shortest_bar + excess) {
      layout.widths[victim] -= excess;
    } else {
      layout.shown[victim] = false;
    }
  }
  return layout;
}

std::string line_of(const Table& table, const Layout& layout, const std::vector<Cell>& cells,
                    const Canvas& canvas) {
  std::string line;
  bool first = true;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!layout.shown[i]) {
      continue;
    }
    line += first ? margin : gap;
    first = false;
    const Cell& cell = cells[i];
    const std::string words = cell.bar >= 0 ? bar(cell.bar, layout.widths[i]) : cell.text;
    line += toned(padded(words, layout.widths[i], table.columns[i].align == Align::right),
                  cell.tone, canvas);
  }
  return line.erase(line.find_last_not_of(' ') + 1) + "\n";
}

struct Renderer {
  const Canvas& canvas;
  std::string out;

  void separate(bool attached) {
    if (!out.empty() && !attached) {
      out += '\n';
    }
  }

  void operator()(const Headline& headline) {
    separate(false);
    const std::string answer = headline.answer;
    std::string left = headline.subject;
    std::string right = answer;
    for (const std::string& part : {headline.detail, headline.verdict.text}) {
      if (!part.empty()) {
        right += std::string{gap} + part;
      }
    }
    const std::size_t used = display_width(left) + display_width(right);
    std::string line{margin};
    line += toned(left, Tone::strong, canvas);
    if (used + gap.size() <= room(canvas)) {
      constexpr std::size_t answer_column = 40;
      const std::size_t start =
          std::min(std::max(answer_column, display_width(left) + gap.size()),
                   room(canvas) - display_width(right));
      line += std::string(start - display_width(left), ' ');
    } else {
      line += "\n" + std::string{margin};
    }
    line += toned(answer, Tone::strong, canvas);
    if (!headline.detail.empty()) {
      line += std::string{gap} + headline.detail;
    }
    if (!headline.verdict.text.empty()) {
      line += std::string{gap} + toned(headline.verdict.text, headline.verdict.tone, canvas);
    }
    out += line + "\n";
  }

  void operator()(const Table& table) {
    separate(false);
    const Layout layout = layout_of(table, canvas);
    if (table.has_header) {
      std::vector<Cell> headers;
      for (const Column& column : table.columns) {
        headers.push_back({column.header, Tone::dim});
      }
      out += line_of(table, layout, headers, canvas);
    }
    for (const auto& row : table.rows) {
      out += line_of(table, layout, row, canvas);
    }
  }

  void operator()(const Remark& remark) {
    separate(remark.attached);
    if (remark.is_command) {
      out += std::string{margin} + std::string{margin} + remark.text + "\n";
      return;
    }
    for (const std::string& line : wrapped(remark.text, room(canvas))) {
      out += std::string{margin} + toned(line, remark.tone, canvas) + "\n";
    }
  }
};

std::string_view colour_code(Tone tone) {
  switch (tone) {
    case Tone::strong:
      return "\x1b[1m";
    case Tone::good:
      return "\x1b[32m";
    case Tone::caution:
      return "\x1b[33m";
    case Tone::bad:
      return "\x1b[31m";
    case Tone::dim:
      return "\x1b[2m";
    case Tone::plain:
      break;
  }
  return {};
}

}  // namespace

std::string toned(std::string_view words, Tone tone, const Canvas& canvas) {
  const std::string_view code = colour_code(tone);
  if (!canvas.colour || code.empty() || words.empty()) {
    return std::string{words};
  }
  return std::string{code} + std::string{words} + "\x1b[0m";
}

std::vector<std::string> wrapped(std::string_view words, std::size_t width) {
  std::vector<std::string> lines{""};
  while (!words.empty()) {
    const std::size_t end = words.find(' ');
    const std::string_view word = words.substr(0, end);
    words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
    std::string& line = lines.back();
    if (!line.empty() && display_width(line) + 1 + display_width(word) > width) {
      lines.emplace_back(word);
    } else {
      line += (line.empty() ? "" : " ") + std::string{word};
    }
  }
  return lines;
}

std::string text(const Document& document, const Canvas& canvas) {
  Renderer renderer{canvas, {}};
  for (const Block& block : document) {
    std::visit(renderer, block);
  }
  return renderer.out;
}

}  // namespace vramcalc::report
