// A document as text for a terminal, or the same without colour and bars for a pipe.
#pragma once

#include <cstddef>
#include <string>

#include "report/document.h"

namespace vramcalc::report {

/// Where text is drawn.
struct Canvas {
  std::size_t width = 80;  // columns; lines are never longer than this or 100
  bool colour = false;     // also decides whether bars are drawn
};

[[nodiscard]] std::string text(const Document& document, const Canvas& canvas);

/// `words` coloured by tone where the canvas has colour.
[[nodiscard]] std::string toned(std::string_view words, Tone tone, const Canvas& canvas);

/// `words` broken where they say so.
[[nodiscard]] std::vector<std::string> lines_of(std::string_view words);

/// `words` broken at spaces into lines of at most `width` columns.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view words, std::size_t width);

}  // namespace vramcalc::report
