// Nemotron 3: a step of drafting is a short pattern of layers, each with one mixer or MLP.
// https://github.com/sgl-project/sglang python/sglang/srt/models/nemotron_h_mtp.py
#include <optional>
#include <string>
#include <vector>

#include "model/mtp/draft_layer.h"
#include "model/mtp/families.h"

namespace vramcalc::model {
namespace {

BlockKind kind_of(const Config& config, std::string_view key, std::string_view word) {
  if (word == "*" || word == "attention") {
    return BlockKind::attention;
  }
  if (word == "E" || word == "moe") {
    return BlockKind::experts;
  }
  if (word == "M" || word == "mamba") {
    return BlockKind::recurrent;
  }
  if (word == "-" || word == "mlp") {
    return BlockKind::dense;
  }
  config.fail(key, MessageId::config_unknown_word,
              {{"value", config_value_text(ConfigValue{std::string{word}})}});
}

std::vector<BlockKind> read_pattern(const Config& config) {
  constexpr std::string_view letters_key = "mtp_hybrid_override_pattern";
  constexpr std::string_view words_key = "mtp_layers_block_type";
  std::vector<BlockKind> pattern;
  const std::string_view letters = config.text({letters_key});
  for (std::size_t i = 0; i < letters.size(); ++i) {
    pattern.push_back(kind_of(config, letters_key, letters.substr(i, 1)));
  }
  if (pattern.empty()) {
    for (const std::string_view word : config.texts({words_key})) {
      pattern.push_back(kind_of(config, words_key, word));
    }
  }
  if (pattern.size() > most_draft_layers) {
    config.fail(letters.empty() ? words_key : letters_key, MessageId::config_unknown_word,
                {{"value", config_value_text(*config.find({letters_key, words_key}))}});
  }
  return pattern;
}

}  // namespace

void add_nemotron_h_draft_layers(Layout& layout, std::uint64_t count) {
  const std::vector<BlockKind> pattern = read_pattern(layout.config());
  std::uint64_t index = layout.architecture().layers.size();
  for (std::uint64_t step = 0; step < count; ++step) {
    for (std::size_t i = 0; i < pattern.size(); ++i, ++index) {
      DraftLayer layer{layout, index};
      layer.block(block_of_kind(layout, pattern[i]));
      if (i == 0) {
        layer.projection();
      }
      if (i + 1 == pattern.size()) {
        layer.head_norm();
      }
    }
  }
}

}  // namespace vramcalc::model
