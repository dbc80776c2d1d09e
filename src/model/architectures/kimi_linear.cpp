// Kimi Linear and Kimi K3: Kimi delta attention, and latent attention in every fourth layer.
#include "model/architectures/families.h"
#include "model/layout/latent_attention.h"
#include "model/layout/recurrent_layers.h"

namespace vramcalc::model {
namespace {

struct DeltaAttention {
  std::uint64_t heads = 0;
  std::uint64_t length = 0;  // of one head
  std::uint64_t convolution = 0;
  bool k3 = false;

  [[nodiscard]] std::uint64_t inner() const { return heads * length; }
};

// https://github.com/ggml-org/llama.cpp conversion/kimi_linear.py, conversion/kimi_k3.py
void delta_attention(Block& block, const DeltaAttention& a) {
  const std::uint64_t hidden = block.dimensions().hidden;
  for (const std::string_view name :
       {"ssm_conv1d_q.weight", "ssm_conv1d_k.weight", "ssm_conv1d_v.weight"}) {
    block.tensor(name, {a.convolution, 1, a.inner()});
  }
  for (const std::string_view name : {"attn_q.weight", "attn_k.weight", "attn_v.weight"}) {
    block.tensor(name, {hidden, a.inner()});
  }
  block.tensor("attn_output.weight", {a.inner(), hidden});
  block.tensor("ssm_f_a.weight", {hidden, a.length});
  block.tensor("ssm_f_b.weight", {a.length, a.inner()});
  block.tensor("ssm_beta.weight", {hidden, a.heads});
  block.tensor("ssm_dt.bias", {a.inner()});
  if (a.k3) {
    block.tensor("ssm_a", {a.heads});
    block.tensor("ssm_g.weight", {hidden, a.inner()});
  } else {
    block.tensor("ssm_a", {1, a.heads});
    block.tensor("ssm_g_a.weight", {hidden, a.length});
    block.tensor("ssm_g_b.weight", {a.length, a.inner()});
  }
  block.tensor("ssm_norm.weight", {a.length});
  block.mixer(Recurrent{RecurrentKind::kimi_delta_attention,
                        checked_product({3, convolution_state(a.convolution, a.inner())}),
                        checked_product({a.length, a.inner()})});
}

// K3's routed experts work in a narrower space than the model's.
void expert_layer(Block& block, const Config& config, bool k3) {
  const Dimensions& d = block.dimensions();
  const std::uint64_t latent = config.whole_or({"routed_expert_hidden_size"}, 0);
  block.experts({.length = d.expert_feed_forward, .width = latent, .correction_bias = true});
  if (k3 && latent != 0) {
    block.tensor("ffn_routed_down.weight", {d.hidden, latent});
    block.tensor("ffn_routed_up.weight", {latent, d.hidden});
    if (config.flag({"latent_moe_use_norm"})) {
      block.tensor("ffn_routed_norm.weight", {latent});
    }
  }
  const std::uint64_t shared = d.shared_experts != 0 ? d.shared_experts : 1;
  block.shared_expert(d.expert_feed_forward * shared);
}

}  // namespace

void build_kimi_linear(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  const Config& config = layout.config();
  const std::optional<Config> linear = config.part({"linear_attn_config"});
  if (!linear) {
    config.fail("linear_attn_config", MessageId::config_missing);
  }
  if (!linear->has("full_attn_layers")) {
    linear->fail("full_attn_layers", MessageId::config_missing);
  }
  const std::vector<bool> full = layout.numbered(linear->wholes({"full_attn_layers"}), 1);
  const bool k3 = config.has("attn_res_block_size");
  DeltaAttention delta;
  delta.heads = positive_or(*linear, {"num_heads"}, d.heads);
  delta.length = linear->required_positive({"head_dim"});
  delta.convolution = linear->required_positive({"short_conv_kernel_size"});
  delta.k3 = k3;
  LatentTensors latent = read_latent_attention(layout);
  latent.output_gate = k3 && config.flag({"mla_use_output_gate"});
  if (k3) {
    layout.architecture().gguf_name = "kimi-k3";
    layout.architecture().residual_block = config.whole_or({"attn_res_block_size"}, 0);
  }
  layout.embeddings_and_head();
  if (k3) {
    layout.tensor("output_res_score.weight", {d.hidden});
  }
  for (Block block : layout.blocks()) {
    const bool attends = full[static_cast<std::size_t>(block.index())];
    if (block.index() == 0) {
      layout.architecture().kv_heads = attends ? 1 : 0;
    }
    block.norm("attn_norm");
    block.norm("ffn_norm");
    if (k3) {
      block.tensor("attn_res_score.weight", {d.hidden});
      block.tensor("ffn_res_score.weight", {d.hidden});
    }
    if (attends) {
      latent_attention(block, latent);
    } else {
      delta_attention(block, delta);
    }
    if (block.index() < d.leading_dense_layers) {
      block.mlp({.length = d.feed_forward});
    } else {
      expert_layer(block, config, k3);
    }
  }
}

}  // namespace vramcalc::model
