// Multi-head latent attention: its tensors, and the indexer that picks the tokens it looks at.
#pragma once

#include "model/layout/layout.h"

namespace vramcalc::model {

struct LatentTensors {
  LatentAttention shape;
  std::uint64_t query_rank = 0;  // q_lora_rank; 0: the query is not compressed
  std::uint64_t index_heads = 0;
  bool output_gate = false;

  /// Rows of a query: all heads, with and without position.
  [[nodiscard]] std::uint64_t query_length() const {
    return shape.heads * (shape.nope_length + shape.rope_length);
  }
};

/// The figures of kv_lora_rank, q_lora_rank, qk_*_head_dim and v_head_dim, without an indexer.
/// `value_length` where v_head_dim is absent; 0: it must be there.
[[nodiscard]] LatentTensors read_latent_attention(const Layout& layout,
                                                  std::uint64_t value_length = 0);
/// Adds index_n_heads, index_head_dim and index_topk.
void read_indexer(const Layout& layout, LatentTensors& latent);

/// attn_q or attn_q_a and attn_q_b, attn_kv_a_mqa, attn_k_b, attn_v_b, attn_output, and indexer.*
/// where the shape has an index; sets the mixer.
void latent_attention(Block& block, const LatentTensors& latent);

/// The same where keys and values are expanded before they are cached: one attn_kv_b, and a cache
/// like that of plain attention.
void expanded_latent_attention(Block& block, const LatentTensors& latent);

/// attn_q_a, its norm and attn_q_b; or attn_q where the query is not compressed.
void latent_query(Block& block, const LatentTensors& latent);

}  // namespace vramcalc::model
