// Llama 3.2 Vision: some layers look at the image instead of the text.
#include <algorithm>

#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {
namespace {

// Eight rows for the image token: https://github.com/huggingface/transformers
// models/mllama/modeling_mllama.py, MllamaTextModel
constexpr std::uint64_t image_rows = 8;

// What a cross-attention layer keeps: a row for every patch of every tile and one for its class;
// 4 tiles of 1601 where no tower is described (models/mllama/configuration_mllama.py).
std::uint64_t image_positions(const Config& whole) {
  const std::optional<Config> vision = whole.part({"vision_config"});
  const std::uint64_t tiles = vision ? vision->whole_or({"max_num_tiles"}, 4) : 4;
  const std::uint64_t side = vision ? vision->whole_or({"image_size"}, 560) : 560;
  const std::uint64_t patch = vision ? vision->whole_or({"patch_size"}, 14) : 14;
  const std::uint64_t patches = patch == 0 ? 0 : std::min(side / patch, std::uint64_t{1} << 12);
  return std::min(tiles, std::uint64_t{1} << 12) * (patches * patches + 1);
}

}  // namespace

// MllamaCrossAttentionDecoderLayer in the same file. llama.cpp does not know it.
void build_mllama(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  std::vector<std::uint64_t> crossing = layout.config().wholes({"cross_attention_layers"});
  if (!layout.config().has("cross_attention_layers")) {
    crossing = {3, 8, 13, 18, 23, 28, 33, 38};  // of the class
  }
  const Decoder decoder = plain_decoder(layout);
  Decoder cross = decoder;
  cross.attention.bias = false;
  cross.attention.norm = QueryKeyNorm::head;
  cross.attention.shape.window = image_positions(layout.whole_config());
  layout.tensor("token_embd.weight", {d.hidden, d.vocabulary + image_rows});
  layout.tensor("output_norm.weight", {d.hidden});
  if (!d.tied) {
    layout.tensor("output.weight", {d.hidden, d.vocabulary});
  }
  for (Block block : layout.blocks()) {
    const bool crosses =
        std::find(crossing.begin(), crossing.end(), block.index()) != crossing.end();
    write_attention(block, layout, crosses ? cross : decoder);
    write_feed_forward(block, layout, decoder);
    if (crosses) {
      block.tensor("cross_attn_attn_gate", {1});
      block.tensor("cross_attn_mlp_gate", {1});
    }
  }
}

}  // namespace vramcalc::model
