#include "model/layout/latent_attention.h"

namespace vramcalc::model {
namespace {

// https://github.com/huggingface/transformers models/deepseek_v32/modeling_deepseek_v32.py
void indexer(Block& block, const LatentTensors& latent) {
  const std::uint64_t hidden = block.dimensions().hidden;
  const std::uint64_t length = latent.shape.index_key_length;
  block.tensor("indexer.k_norm.weight", {length});
  block.tensor("indexer.k_norm.bias", {length});
  block.tensor("indexer.proj.weight", {hidden, latent.index_heads});
  block.tensor("indexer.attn_k.weight", {hidden, length});
  block.tensor("indexer.attn_q_b.weight", {latent.query_rank, latent.index_heads * length});
}

}  // namespace

LatentTensors read_latent_attention(const Layout& layout, std::uint64_t value_length) {
  const Config& config = layout.config();
  LatentTensors latent;
  latent.shape.heads = layout.dimensions().heads;
  if (latent.shape.heads == 0) {
    static_cast<void>(config.required_positive({"num_attention_heads"}));
  }
  latent.shape.kv_lora_rank = config.required_positive({"kv_lora_rank"});
  latent.shape.rope_length = config.required({"qk_rope_head_dim"});
  latent.shape.nope_length = config.required_positive({"qk_nope_head_dim"});
  latent.shape.value_length = value_length != 0 ? positive_or(config, {"v_head_dim"}, value_length)
                                                : config.required_positive({"v_head_dim"});
  latent.query_rank = config.whole_or({"q_lora_rank"}, 0);
  return latent;
}

void read_indexer(const Layout& layout, LatentTensors& latent) {
  const Config& config = layout.config();
  latent.query_rank = config.required_positive({"q_lora_rank"});
  latent.index_heads = config.required_positive({"index_n_heads"});
  latent.shape.index_key_length = config.required_positive({"index_head_dim"});
  latent.shape.index_top_k = config.whole_or({"index_topk"}, 0);
}

void latent_query(Block& block, const LatentTensors& latent) {
  const std::uint64_t hidden = block.dimensions().hidden;
  if (latent.query_rank == 0) {
    block.tensor("attn_q.weight", {hidden, latent.query_length()});
    return;
  }
  block.tensor("attn_q_a.weight", {hidden, latent.query_rank});
  block.tensor("attn_q_a_norm.weight", {latent.query_rank});
  block.tensor("attn_q_b.weight", {latent.query_rank, latent.query_length()});
}

// kv_b_proj is split into keys and values, so that attention works on the compressed row itself.
// https://github.com/ggml-org/llama.cpp conversion/deepseek.py, DeepseekV2Model.modify_tensors
void latent_attention(Block& block, const LatentTensors& latent) {
  const std::uint64_t hidden = block.dimensions().hidden;
  const LatentAttention& shape = latent.shape;
  const std::uint64_t values = shape.heads * shape.value_length;
  latent_query(block, latent);
  block.tensor("attn_kv_a_mqa.weight", {hidden, shape.kv_lora_rank + shape.rope_length});
  block.tensor("attn_kv_a_norm.weight", {shape.kv_lora_rank});
  block.tensor("attn_k_b.weight", {shape.nope_length, shape.kv_lora_rank, shape.heads});
  block.tensor("attn_v_b.weight", {shape.kv_lora_rank, shape.value_length, shape.heads});
  if (latent.output_gate) {
    block.tensor("attn_gate.weight", {hidden, values});
  }
  block.tensor("attn_output.weight", {values, hidden});
  if (shape.index_key_length != 0) {
    indexer(block, latent);
  }
  block.mixer(shape);
}

void expanded_latent_attention(Block& block, const LatentTensors& latent) {
  const std::uint64_t hidden = block.dimensions().hidden;
  const LatentAttention& shape = latent.shape;
  latent_query(block, latent);
  block.tensor("attn_kv_a_mqa.weight", {hidden, shape.kv_lora_rank + shape.rope_length});
  block.tensor("attn_kv_a_norm.weight", {shape.kv_lora_rank});
  block.tensor("attn_kv_b.weight",
               {shape.kv_lora_rank, shape.heads * (shape.nope_length + shape.value_length)});
  block.tensor("attn_output.weight", {shape.heads * shape.value_length, hidden});
  block.mixer(GroupedAttention{.heads = shape.heads,
                               .kv_heads = shape.heads,
                               .key_length = shape.nope_length + shape.rope_length,
                               .value_length = shape.value_length});
}

}  // namespace vramcalc::model
