// Gemma 3n: alternating updates of several streams, a learned low-rank residual, an embedding for
// every layer, and caches that the later layers share.
#include <algorithm>

#include "model/architectures/families.h"

namespace vramcalc::model {
namespace {

// Defaults: https://github.com/huggingface/transformers
// models/gemma3n/configuration_gemma3n.py, Gemma3nTextConfig
constexpr std::uint64_t full_every = 5;
constexpr std::uint64_t default_window = 512;
constexpr std::uint64_t default_layer_input = 256;
constexpr std::uint64_t default_streams = 4;
constexpr std::uint64_t default_low_rank = 64;
constexpr std::uint64_t default_shared_layers = 15;

struct Gemma3n {
  std::uint64_t layer_input, streams, low_rank;

  explicit Gemma3n(const Config& config)
      : layer_input(positive_or(config, {"hidden_size_per_layer_input"}, default_layer_input)),
        streams(positive_or(config, {"altup_num_inputs"}, default_streams)),
        low_rank(positive_or(config, {"laurel_rank"}, default_low_rank)) {}
};

// One length for all layers, or a list of them.
std::vector<std::uint64_t> feed_forward_lengths(const Config& config) {
  const ConfigValue* value = config.find({"intermediate_size"});
  const bool listed = value != nullptr && value->get<ConfigList>() != nullptr;
  return listed ? config.wholes({"intermediate_size"}) : std::vector<std::uint64_t>{};
}

void streams(Block& block, const Gemma3n& g) {
  const std::uint64_t hidden = block.dimensions().hidden;
  block.tensor("inp_gate.weight", {hidden, g.layer_input});
  block.tensor("proj.weight", {g.layer_input, hidden});
  block.norm("post_norm");
  block.tensor("altup_correct_coef.weight", {g.streams, g.streams});
  block.tensor("altup_correct_scale.weight", {hidden});
  block.tensor("altup_predict_coef.weight", {g.streams, g.streams * g.streams});
  block.tensor("altup_router.weight", {hidden, g.streams});
  block.norm("altup_router_norm");
  block.tensor("laurel_l.weight", {hidden, g.low_rank});
  block.tensor("laurel_r.weight", {g.low_rank, hidden});
  block.norm("laurel_post_norm");
}

}  // namespace

void build_gemma3n(Layout& layout) {
  Dimensions& d = layout.dimensions();
  const Config& config = layout.config();
  const Gemma3n g{config};
  const std::vector<std::uint64_t> lengths = feed_forward_lengths(config);
  const std::uint64_t shared = config.whole_or({"num_kv_shared_layers"}, default_shared_layers);
  const std::uint64_t window = config.whole_or({"sliding_window"}, default_window);
  d.tied = true;
  layout.embeddings_and_head();
  layout.tensor("altup_proj.weight", {d.hidden, d.hidden, g.streams - 1});
  layout.tensor("altup_unembd_proj.weight", {d.hidden, d.hidden, g.streams - 1});
  layout.tensor("per_layer_token_embd.weight", {g.layer_input * d.layers, d.vocabulary});
  layout.tensor("per_layer_model_proj.weight", {d.hidden, g.layer_input * d.layers});
  layout.tensor("per_layer_proj_norm.weight", {g.layer_input});
  for (Block block : layout.blocks()) {
    AttentionTensors attention = grouped_attention(d);
    attention.norm = QueryKeyNorm::head;
    attention.shape.window = layout.slides(block.index(), full_every) ? window : 0;
    attention.shape.owns_cache = block.index() < d.layers - std::min(shared, d.layers);
    block.norm("attn_norm");
    block.attention(attention);
    block.norm("post_attention_norm");
    block.norm("ffn_norm");
    block.mlp({.length = lengths.empty()
                             ? d.feed_forward
                             : layout.of_layer(lengths, block.index(), "intermediate_size")});
    block.norm("post_ffw_norm");
    streams(block, g);
  }
}

}  // namespace vramcalc::model
