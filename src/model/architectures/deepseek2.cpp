// DeepSeek V2 and V3 and what is built like them (Kimi K2, GLM-5): latent attention, leading dense
// layers, then experts with shared ones beside them.
#include "model/architectures/families.h"
#include "model/layout/latent_attention.h"

namespace vramcalc::model {
namespace {

// V3's router has a correction bias, V2's has none; a config that names its method says which.
// https://github.com/huggingface/transformers models/deepseek_v3/modeling_deepseek_v3.py
bool has_correction_bias(const Layout& layout) {
  const std::string_view method = layout.config().text({"topk_method"});
  return method.empty() ? layout.config().text({"model_type"}) != "deepseek_v2"
                        : method == "noaux_tc";
}

// Layers that have an indexer of their own; the others use the choice of the layer before.
// https://github.com/huggingface/transformers models/glm_moe_dsa/configuration_glm_moe_dsa.py
std::vector<bool> indexer_layers(const Layout& layout) {
  const Config& config = layout.config();
  const std::uint64_t layers = layout.dimensions().layers;
  const std::vector<std::string_view> types = config.texts({"indexer_types"});
  std::vector<bool> own;
  for (std::uint64_t i = 0; i < layers; ++i) {
    own.push_back(types.empty() ||
                  layout.meaning<bool>("indexer_types", layout.of_layer(types, i, "indexer_types"),
                                       {{"full", true}, {"shared", false}}));
  }
  return own;
}

struct Family {
  bool correction_bias = false;
  bool fused_gate = false;          // as the checkpoint holds the experts
  std::uint64_t leading_dense = 3;  // where the config does not say
};

// By a list of words, or by their number.
std::vector<bool> dense_layers(const Layout& layout, std::uint64_t leading_dense) {
  const Dimensions& d = layout.dimensions();
  const std::vector<std::string_view> types = layout.config().texts({"mlp_layer_types"});
  const std::uint64_t leading = layout.config().whole_or({"first_k_dense_replace"}, leading_dense);
  std::vector<bool> dense;
  for (std::uint64_t i = 0; i < d.layers; ++i) {
    const bool listed =
        !types.empty() &&
        layout.meaning<bool>("mlp_layer_types", layout.of_layer(types, i, "mlp_layer_types"),
                             {{"dense", true}, {"sparse", false}});
    dense.push_back(d.experts == 0 || (types.empty() ? i < leading : listed));
  }
  return dense;
}

void feed_forward(Block& block, const Family& family, bool dense) {
  const Dimensions& d = block.dimensions();
  block.norm("ffn_norm");
  if (dense) {
    block.mlp({.length = d.feed_forward});
    return;
  }
  block.experts({.length = d.expert_feed_forward,
                 .fused_gate = family.fused_gate,
                 .correction_bias = family.correction_bias});
  if (d.shared_experts != 0) {
    block.shared_expert(d.expert_feed_forward * d.shared_experts);
  }
}

void build(Layout& layout, LatentTensors latent, const Family& family) {
  const std::uint64_t index_length = latent.shape.index_key_length;
  const std::vector<bool> indexers = indexer_layers(layout);
  const std::vector<bool> dense = dense_layers(layout, family.leading_dense);
  Architecture& architecture = layout.architecture();
  architecture.kv_heads = 1;
  architecture.expert_groups = layout.config().whole_or({"n_group"}, 0);
  architecture.expert_groups_used = layout.config().whole_or({"topk_group"}, 0);
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    block.norm("attn_norm");
    latent.shape.index_key_length =
        indexers[static_cast<std::size_t>(block.index())] ? index_length : 0;
    latent_attention(block, latent);
    feed_forward(block, family, dense[static_cast<std::size_t>(block.index())]);
  }
}

// DeepSeek-OCR's language model has the feed-forwards of V2, and plain attention.
void build_with_plain_attention(Layout& layout, const Family& family) {
  const std::vector<bool> dense = dense_layers(layout, family.leading_dense);
  layout.architecture().gguf_name = "deepseek2-ocr";
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    block.norm("attn_norm");
    block.attention(grouped_attention(layout.dimensions()));
    feed_forward(block, family, dense[static_cast<std::size_t>(block.index())]);
  }
}

}  // namespace

// https://github.com/huggingface/transformers models/deepseek_v2/configuration_deepseek_v2.py
void build_deepseek2(Layout& layout) {
  const Family family{.correction_bias = has_correction_bias(layout), .leading_dense = 0};
  if (!layout.config().flag({"use_mla"}, true)) {
    build_with_plain_attention(layout, family);
    return;
  }
  build(layout, read_latent_attention(layout), family);
}

// https://github.com/huggingface/transformers models/deepseek_v3/configuration_deepseek_v3.py
void build_deepseek3(Layout& layout) {
  build(layout, read_latent_attention(layout), {.correction_bias = has_correction_bias(layout)});
}

// The same with an indexer that picks the tokens to look at.
void build_deepseek32(Layout& layout) {
  LatentTensors latent = read_latent_attention(layout);
  read_indexer(layout, latent);
  build(layout, latent, {.correction_bias = has_correction_bias(layout)});
}

// https://github.com/huggingface/transformers
// models/glm4_moe_lite/configuration_glm4_moe_lite.py
void build_glm4_moe_lite(Layout& layout) {
  build(layout, read_latent_attention(layout), {.correction_bias = true, .leading_dense = 1});
}

// https://github.com/huggingface/transformers models/mistral4/modeling_mistral4.py
void build_mistral4(Layout& layout) {
  build(layout, read_latent_attention(layout), {.fused_gate = true, .leading_dense = 0});
}

}  // namespace vramcalc::model
