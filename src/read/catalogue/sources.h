// The sources of an entry's figures. Every figure that is there is vouched for exactly once.
#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <vramcalc/core/source.h>

#include "read/catalogue/fields.h"
#include "read/catalogue/storage.h"
#include "read/catalogue/yaml.h"

namespace vramcalc::read {

/// The `references:` of a file: short keys and what they stand for.
class References {
 public:
  /// `node` may be null: a file need not have any.
  References(const YamlNode* node, std::string_view file, CatalogueStorage& storage);

  /// Of a key, or of a URL that stands for itself.
  [[nodiscard]] Source source_of(std::string_view from, std::string_view at,
                                 const Place& place) const;

 private:
  CatalogueStorage* storage_;
  std::vector<std::string_view> keys_;  // in the order of the file, for suggestions
  std::unordered_map<std::string_view, std::string_view> texts_;
};

/// The keys that sources may name. A figure has one source; a list such as the aliases may have
/// none, or several that each cover a part.
struct Figures {
  std::span<const std::string_view> needing_source;  // where they are given
  std::span<const std::string_view> allowing_source = {};
};

/// The `sources:` of `entry`.
[[nodiscard]] std::span<const FigureSource> read_sources(const MappingReader& entry,
                                                         std::string_view file, Figures figures,
                                                         const References& references,
                                                         CatalogueStorage& storage);

}  // namespace vramcalc::read
