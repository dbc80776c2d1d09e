// Where a figure comes from.
#pragma once

#include <span>
#include <string_view>

namespace vramcalc {

/// A reference such as a database or a document, and the place in it. Texts view storage that
/// lives as long as the catalogue they come from.
struct Source {
  std::string_view key;        // short name inside the catalogue, or the URL itself
  std::string_view reference;  // what the key stands for
  std::string_view locator;    // page, path or line; may be empty
};

/// One source and the figures of an entry that it vouches for.
struct FigureSource {
  Source source;
  std::span<const std::string_view> figures;
};

}  // namespace vramcalc
