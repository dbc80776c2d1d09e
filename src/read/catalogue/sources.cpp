#include "read/catalogue/sources.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include <vramcalc/core/spelling.h>

#include "read/catalogue/values.h"

namespace vramcalc::read {
namespace {

constexpr std::array<std::string_view, 3> source_keys{"from", "at", "for"};

// Keeps account of which figures of an entry have their source.
class Ledger {
 public:
  Ledger(const MappingReader& entry, std::string_view file, Figures figures)
      : entry_(&entry), file_(file), figures_(figures) {}

  // The figure that `node` names, once it is sure that a source may name it here.
  std::string_view take(const YamlNode& node) {
    const std::string_view figure = read_text(node, {file_, "for"});
    const bool needs_source = contains(figures_.needing_source, figure);
    if (!needs_source && !contains(figures_.allowing_source, figure)) {
      fail({file_, node.at}, MessageId::read_unknown_figure, {{"figure", printable(figure, 60)}},
           did_you_mean(figure, figures_.needing_source));
    }
    if (!entry_->has(figure)) {
      fail({file_, node.at}, MessageId::read_absent_figure, {{"figure", std::string{figure}}});
    }
    if (!sourced_.insert(figure).second && needs_source) {
      fail({file_, node.at}, MessageId::read_second_source, {{"figure", std::string{figure}}});
    }
    return figure;
  }

  void check_complete() const {
    for (const std::string_view figure : figures_.needing_source) {
      if (entry_->has(figure) && !sourced_.contains(figure)) {
        fail(entry_->place(), MessageId::read_missing_source, {{"figure", std::string{figure}}});
      }
    }
  }

 private:
  static bool contains(std::span<const std::string_view> list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
  }

  const MappingReader* entry_;
  std::string_view file_;
  Figures figures_;
  std::unordered_set<std::string_view> sourced_;
};

}  // namespace

References::References(const YamlNode* node, std::string_view file, CatalogueStorage& storage)
    : storage_(&storage) {
  if (node == nullptr) {
    return;
  }
  if (node->kind != YamlNode::Kind::mapping) {
    fail({file, node->at}, MessageId::read_not_mapping, {{"key", "references"}});
  }
  for (const YamlEntry& entry : node->entries) {
    const std::string_view key = storage.keep(read_text(entry.key, {file, "a key of references"}));
    keys_.push_back(key);
    texts_.emplace(key, storage.keep(read_text(entry.value, {file, key})));
  }
}

Source References::source_of(std::string_view from, std::string_view at, const Place& place) const {
  const std::string_view locator = storage_->keep(at);
  if (const auto found = texts_.find(from); found != texts_.end()) {
    return {found->first, found->second, locator};
  }
  if (from.find("://") == std::string_view::npos) {
    fail(place, MessageId::read_unknown_reference, {{"from", printable(from, 60)}},
         did_you_mean(from, keys_));
  }
  const std::string_view url = storage_->keep(from);
  return {url, url, locator};
}

std::span<const FigureSource> read_sources(const MappingReader& entry, std::string_view file,
                                           Figures figures, const References& references,
                                           CatalogueStorage& storage) {
  Ledger ledger{entry, file, figures};
  std::vector<FigureSource> sources;
  for (const YamlNode& node : entry.required_items("sources")) {
    const MappingReader source{node, file, source_keys, "an entry of sources"};
    const std::string_view from = source.required_text("from");
    FigureSource row{references.source_of(from, source.text("at"), source.place_of("from")), {}};
    std::vector<std::string_view> vouched;
    for (const YamlNode& figure : source.required_items("for")) {
      vouched.push_back(ledger.take(figure));
    }
    if (vouched.empty()) {
      fail(source.place_of("for"), MessageId::read_empty_list, {{"key", "for"}});
    }
    row.figures = storage.keep(std::move(vouched));
    sources.push_back(row);
  }
  ledger.check_complete();
  return storage.keep(std::move(sources));
}

}  // namespace vramcalc::read
