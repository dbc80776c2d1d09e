#include "report/text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/core/utf8.h>

#include "report/bar.h"
#include "report/width.h"

namespace vramcalc::report {
namespace {

constexpr std::string_view margin = "  ";
constexpr std::string_view hanging = "  ";  // of a remark's further lines
constexpr std::string_view wide_gap = "   ";
constexpr std::string_view narrow_gap = "  ";
constexpr std::size_t longest_line = 100;
constexpr std::size_t shortest_bar = 8;
constexpr std::size_t narrowest_text = 24;

std::size_t room(const Canvas& canvas) {
  return std::min(canvas.width, longest_line) - margin.size();
}

// The beginning of `words` and an ellipsis, where they are wider than `width`.
// Of a path the end says more than the beginning.
std::string elided(const std::string& words, std::size_t width, bool at_start) {
  std::size_t left = display_width(words);
  if (left <= width) {
    return words;
  }
  std::vector<std::string_view> characters;
  for (std::string_view rest{words}; !rest.empty();) {
    const std::size_t bytes = std::max<std::size_t>(first_character(rest).bytes, 1);
    characters.push_back(rest.substr(0, bytes));
    rest.remove_prefix(bytes);
  }
  std::size_t first = 0;
  std::size_t last = characters.size();
  while (first < last && left + 1 > width) {
    left -= display_width(at_start ? characters[first++] : characters[--last]);
  }
  std::string kept;
  for (std::size_t i = first; i < last; ++i) {
    kept += characters[i];
  }
  return at_start ? "…" + kept : kept + "…";
}

// Widths of the columns that are printed, and the space between them.
struct Layout {
  std::vector<std::size_t> widths;
  std::vector<bool> shown;
  std::string_view gap = wide_gap;
};

std::size_t line_width(const Layout& layout) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < layout.widths.size(); ++i) {
    if (layout.shown[i]) {
      width += layout.widths[i] + (width == 0 ? 0 : layout.gap.size());
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

// Takes up to `excess` columns from whatever gives way without losing anything.
void shrink(const Table& table, Layout& layout, std::size_t excess) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    const std::size_t least = column.is_bar                   ? shortest_bar
                              : column.wraps || column.elides ? narrowest_text
                                                              : layout.widths[i];
    const std::size_t given =
        std::min(excess, layout.widths[i] - std::min(least, layout.widths[i]));
    if (layout.shown[i] && given > 0) {
      layout.widths[i] -= given;
      excess -= given;
    }
  }
}

Layout layout_of(const Table& table, const Canvas& canvas) {
  Layout layout;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const bool bar = table.columns[i].is_bar;
    layout.shown.push_back(canvas.colour || !(bar || table.columns[i].is_legend));
    layout.widths.push_back(bar ? table.columns[i].bar_width : content_width(table, i));
  }
  const auto excess = [&] {
    const std::size_t width = table.indent + line_width(layout);
    return width - std::min(width, room(canvas));
  };
  shrink(table, layout, excess());
  if (excess() > 0) {
    layout.gap = narrow_gap;
  }
  while (excess() > 0) {
    const std::size_t victim = most_expendable(table, layout);
    if (victim == table.columns.size()) {
      break;
    }
    layout.shown[victim] = false;
  }
  return layout;
}

std::string line_of(const Table& table, const Layout& layout, const std::vector<Cell>& cells,
                    const Canvas& canvas) {
  std::string line(table.indent, ' ');
  std::string continued;
  std::size_t used = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!layout.shown[i]) {
      continue;
    }
    const std::string_view before = used == 0 ? margin : layout.gap;
    line += before;
    used += before.size() + (used == 0 ? table.indent : 0);
    const Cell& cell = cells[i];
    std::string words = cell.text;
    if (!cell.parts.empty()) {
      words = stacked_bar(cell.parts, layout.widths[i]);
    } else if (cell.bar >= 0) {
      words = bar(cell.bar, layout.widths[i]);
    }
    if (table.columns[i].elides) {
      words = elided(words, layout.widths[i], table.columns[i].elides_start);
    }
    if (table.columns[i].wraps) {
      const std::vector<std::string> lines = wrapped(words, layout.widths[i]);
      words = lines.front();
      for (std::size_t next = 1; next < lines.size(); ++next) {
        continued += std::string(used, ' ') + toned(lines[next], cell.tone, canvas) + "\n";
      }
    }
    const bool last = std::find(layout.shown.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                layout.shown.end(), true) == layout.shown.end();
    const bool right = table.columns[i].align == Align::right;
    line +=
        toned(last && !right ? words : padded(words, layout.widths[i], right), cell.tone, canvas);
    used += layout.widths[i];
  }
  return line.erase(line.find_last_not_of(' ') + 1) + "\n" + continued;
}

struct Renderer {
  const Canvas& canvas;
  std::string out;

  // With the gap before it; 0 for nothing.
  static std::size_t width_of(const std::string& words) {
    return words.empty() ? 0 : wide_gap.size() + display_width(words);
  }

  void separate(bool attached) {
    if (!out.empty() && !attached) {
      out += '\n';
    }
  }

  // Subject, answer, detail and verdict on one line where they fit, else on as few as hold them.
  void operator()(const Headline& headline) {
    separate(false);
    constexpr std::size_t answer_column = 36;
    std::string line{toned(headline.subject, Tone::strong, canvas)};
    std::size_t used = display_width(headline.subject);
    const std::size_t all = used + width_of(headline.answer) + width_of(headline.detail) +
                            width_of(headline.verdict.text);
    if (all < room(canvas) && used + wide_gap.size() < answer_column) {
      const std::size_t start =
          std::min(answer_column - wide_gap.size(), room(canvas) - all + used);
      line += std::string(start - used, ' ');
      used = start;
    }
    const auto add = [&](const std::string& words, Tone tone) {
      if (words.empty()) {
        return;
      }
      if (used > 0 && used + width_of(words) > room(canvas)) {
        out += std::string{margin} + line + "\n";
        line.clear();
        used = 0;
      }
      if (used == 0) {
        const std::vector<std::string> lines = wrapped(words, room(canvas));
        for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
          out += std::string{margin} + toned(lines[i], tone, canvas) + "\n";
        }
        line = toned(lines.back(), tone, canvas);
        used = display_width(lines.back());
        return;
      }
      line += std::string{wide_gap} + toned(words, tone, canvas);
      used += width_of(words);
    };
    add(headline.answer, Tone::strong);
    add(headline.detail, Tone::plain);
    add(headline.verdict.text, headline.verdict.tone);
    out += std::string{margin} + line + "\n";
  }

  void operator()(const Table& table) {
    const Layout layout = layout_of(table, canvas);
    if (std::find(layout.shown.begin(), layout.shown.end(), true) == layout.shown.end()) {
      return;
    }
    separate(table.attached);
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

  void operator()(const Listing& listing) {
    separate(false);
    out += listing.text;
  }

  void operator()(const Remark& remark) {
    separate(remark.attached);
    if (remark.is_command) {
      for (const std::string& line : lines_of(remark.text)) {
        out += std::string{margin} + std::string{margin} + line + "\n";
      }
      return;
    }
    bool first = true;
    const std::size_t width = room(canvas) - hanging.size() - remark.indent;
    for (const std::string& line : wrapped(remark.text, width)) {
      out += std::string(remark.indent, ' ') + std::string{margin} +
             (first ? "" : std::string{hanging}) + toned(line, remark.tone, canvas) + "\n";
      first = false;
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

std::vector<std::string> lines_of(std::string_view words) {
  std::vector<std::string> lines;
  for (bool is_last = false; !is_last;) {
    const std::size_t end = words.find('\n');
    is_last = end == std::string_view::npos;
    lines.emplace_back(words.substr(0, end));
    words.remove_prefix(is_last ? words.size() : end + 1);
  }
  return lines;
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
