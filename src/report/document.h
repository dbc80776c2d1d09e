// What an answer looks like before anybody chose how to print it: a headline, tables, remarks.
//
// One document renders as text for a terminal and as Markdown; JSON and CSV are made from the
// answer's values instead, because they are read by programs.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include <vramcalc/core/message.h>

namespace vramcalc::report {

/// What a piece of text means, for colour where there is colour. The words say it too.
enum class Tone { plain, strong, good, caution, bad, dim };

struct Cell {
  std::string text;
  Tone tone = Tone::plain;
  /// 0..1 makes the cell a bar where bars are drawn, and nothing elsewhere.
  double bar = -1;
  /// Likewise, in shares of the whole, each with a filling of its own (bar.h).
  std::vector<double> parts = {};
};

enum class Align { left, right };

struct Column {
  std::string header;
  Align align = Align::left;
  /// Columns above 0 are left out, the highest first, where the line would get too long.
  int expendable = 0;
  bool is_bar = false;
  std::size_t bar_width = 20;  // at most
  /// Words that explain a bar, left out with it.
  bool is_legend = false;
  /// Long texts may be cut, with an ellipsis, before a column is left out.
  bool elides = false;
  /// Cuts them at their beginning instead: paths.
  bool elides_start = false;
  /// Long texts continue on the next line, under their own beginning. Only the last column may.
  bool wraps = false;
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  bool has_header = true;
  /// Set where it continues the block above without an empty line between.
  bool attached = false;
  /// Columns by which it stands further in than other blocks.
  std::size_t indent = 0;
};

/// The answer in one line: what was asked, the figure, what it rests on.
struct Headline {
  std::string subject;
  std::string answer;
  std::string detail;
  Cell verdict;
};

/// A sentence; long ones wrap, commands never do: their lines are those of the text.
struct Remark {
  std::string text;
  Tone tone = Tone::plain;
  bool is_command = false;
  /// Set where it continues the block above without an empty line between.
  bool attached = false;
  /// Columns by which it stands further in than other blocks.
  std::size_t indent = 0;
};

/// Text to be copied as it stands: no margin, nothing wrapped.
struct Listing {
  std::string text;      // whole lines
  std::string language;  // "sh"
};

using Block = std::variant<Headline, Table, Remark, Listing>;
using Document = std::vector<Block>;

}  // namespace vramcalc::report
