// Nemotron-H: every layer is one thing alone, a state-space layer, attention or feed-forward.
#include "model/architectures/families.h"
#include "model/layout/recurrent_layers.h"

namespace vramcalc::model {
namespace {

enum class Kind { mamba, attention, dense, experts };

// One letter a layer, or one word. https://github.com/ggml-org/llama.cpp conversion/nemotron.py
std::vector<Kind> read_kinds(const Layout& layout) {
  const Config& config = layout.config();
  std::vector<Kind> kinds;
  const ConfigValue* value = config.find({"hybrid_override_pattern", "layers_block_type"});
  if (value == nullptr) {
    config.fail("hybrid_override_pattern", MessageId::config_missing);
  }
  if (const auto* pattern = value->get<std::string>()) {
    for (std::size_t i = 0; i < pattern->size(); ++i) {
      kinds.push_back(layout.meaning<Kind>(
          "hybrid_override_pattern", std::string_view{*pattern}.substr(i, 1),
          {{"M", Kind::mamba}, {"*", Kind::attention}, {"-", Kind::dense}, {"E", Kind::experts}}));
    }
    return kinds;
  }
  for (const std::string_view word :
       config.texts({"hybrid_override_pattern", "layers_block_type"})) {
    kinds.push_back(layout.meaning<Kind>("layers_block_type", word,
                                         {{"mamba", Kind::mamba},
                                          {"linear_attention", Kind::mamba},
                                          {"attention", Kind::attention},
                                          {"full_attention", Kind::attention},
                                          {"mlp", Kind::dense},
                                          {"moe", Kind::experts}}));
  }
  return kinds;
}

Mamba2 read_mamba(const Config& config) {
  Mamba2 mamba;
  mamba.heads = config.required_positive({"mamba_num_heads"});
  mamba.inner = mamba.heads * config.required_positive({"mamba_head_dim"});
  mamba.groups = config.required_positive({"n_groups"});
  mamba.state = config.required_positive({"ssm_state_size"});
  mamba.convolution = config.required_positive({"conv_kernel"});
  mamba.convolution_bias = config.flag({"use_conv_bias"}, true);
  return mamba;
}

// Experts may work in a narrower space than the model's.
void expert_layer(Block& block, const Config& config) {
  const Dimensions& d = block.dimensions();
  const std::uint64_t latent = config.whole_or({"moe_latent_size"}, 0);
  block.experts(
      {.length = d.expert_feed_forward, .width = latent, .gate = false, .correction_bias = true});
  if (latent != 0) {
    block.tensor("ffn_latent_down.weight", {d.hidden, latent});
    block.tensor("ffn_latent_up.weight", {latent, d.hidden});
  }
  block.shared_expert(config.required_positive({"moe_shared_expert_intermediate_size"}), false);
}

}  // namespace

void build_nemotron_h(Layout& layout) {
  Dimensions& d = layout.dimensions();
  const Config& config = layout.config();
  const std::vector<Kind> kinds = read_kinds(layout);
  const Mamba2 mamba = read_mamba(config);
  AttentionTensors attention = grouped_attention(d);
  attention.output_bias = d.attention_bias;
  if (d.layers == 0) {
    d.layers = kinds.size();
  }
  if (d.experts_used != 0) {
    layout.architecture().gguf_name = "nemotron_h_moe";
  }
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    const Kind kind = layout.of_layer(kinds, block.index(), "layers_block_type");
    if (block.index() == 0) {
      layout.architecture().kv_heads = kind == Kind::attention ? d.kv_heads : 0;
    }
    block.norm("attn_norm");
    switch (kind) {
      case Kind::mamba:
        mamba2_layer(block, mamba);
        break;
      case Kind::attention:
        block.attention(attention);
        break;
      case Kind::dense:
        block.mlp({.length = d.feed_forward, .gate = false, .bias = d.mlp_bias});
        break;
      case Kind::experts:
        expert_layer(block, config);
        break;
    }
  }
}

}  // namespace vramcalc::model
