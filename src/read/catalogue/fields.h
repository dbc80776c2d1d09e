// Typed fields of a mapping, each with a message that names file, line, column and key.
//
//   const MappingReader card{node, file, known_keys, "gpus"};      // refuses unknown keys
//   const std::string_view name = card.required_text("name");
//   const auto watts = card.whole("board_power_watts", {1, 20'000});    // absent: nullopt
//
// Texts view the tree.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "read/catalogue/yaml.h"
#include "read/place.h"

namespace vramcalc::read {

struct WholeRange {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

/// Above zero unless zero is allowed; `high` included.
struct DecimalRange {
  double high = 0;
  bool zero_allowed = false;
};

class MappingReader {
 public:
  /// `known_keys` must outlive the reader; `name` is what messages call the mapping, such as the
  /// list it stands in. Unknown keys are refused here, before a missing one can be complained
  /// about: a misspelt key is both.
  MappingReader(const YamlNode& node, std::string_view file,
                std::span<const std::string_view> known_keys, std::string_view name);

  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  [[nodiscard]] const YamlNode* find(std::string_view key) const;
  [[nodiscard]] Place place() const { return {file_, node_->at}; }
  /// Of the value under `key`; of the mapping where there is none.
  [[nodiscard]] Place place_of(std::string_view key) const;

  [[nodiscard]] std::string_view required_text(std::string_view key) const;
  [[nodiscard]] std::string_view text(std::string_view key) const;  // empty where absent
  [[nodiscard]] std::string_view required_id(std::string_view key) const;
  [[nodiscard]] std::string_view required_date(std::string_view key) const;
  [[nodiscard]] std::string_view date(std::string_view key) const;  // empty where absent

  [[nodiscard]] std::uint64_t required_whole(std::string_view key, WholeRange range) const;
  [[nodiscard]] std::optional<std::uint64_t> whole(std::string_view key, WholeRange range) const;
  [[nodiscard]] double required_decimal(std::string_view key, DecimalRange range) const;
  [[nodiscard]] std::optional<double> decimal(std::string_view key, DecimalRange range) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;

  /// Empty where absent.
  [[nodiscard]] std::vector<std::string_view> texts(std::string_view key) const;
  [[nodiscard]] std::vector<double> decimals(std::string_view key, DecimalRange range) const;
  [[nodiscard]] std::span<const YamlNode> items(std::string_view key) const;
  [[nodiscard]] std::span<const YamlNode> required_items(std::string_view key) const;

  template <typename Enum, std::size_t count>
  [[nodiscard]] Enum required_choice(
      std::string_view key,
      const std::array<std::pair<std::string_view, Enum>, count>& names) const {
    std::array<std::string_view, count> words{};
    for (std::size_t i = 0; i < count; ++i) {
      words[i] = names[i].first;
    }
    return names[choice_index(key, words)].second;
  }

 private:
  const YamlNode& require(std::string_view key) const;
  std::size_t choice_index(std::string_view key, std::span<const std::string_view> words) const;

  const YamlNode* node_;
  std::string_view file_;
  std::span<const std::string_view> known_keys_;
};

}  // namespace vramcalc::read
