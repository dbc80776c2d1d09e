// MiniMax M2 and M3 (M1 mixes with linear attention and is not here).
#include <algorithm>

#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://huggingface.co/MiniMaxAI/MiniMax-M2/blob/main/modeling_minimax_m2.py
void build_minimax_m2(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.attention.norm = QueryKeyNorm::all_heads;
  decoder.mixture = plain_mixture(layout);
  decoder.mixture->experts.correction_bias = true;
  write_decoder(layout, decoder);
}

// Dense layers first, then experts with a sparse-attention index, whose projections the converter
// keeps in 32 bits: https://github.com/ggml-org/llama.cpp conversion/minimax.py,
// src/models/minimax-m3.cpp
void build_minimax_m3(Layout& layout) {
  const Config& config = layout.config();
  const Dimensions& d = layout.dimensions();
  const std::vector<std::uint64_t> sparse = config.wholes({"moe_layer_freq"});
  const auto first =
      std::find_if(sparse.begin(), sparse.end(), [](std::uint64_t flag) { return flag != 0; });
  const std::optional<Config> index = config.part({"sparse_attention_config"});
  const std::uint64_t index_heads = index ? index->required({"sparse_num_index_heads"}) : 0;
  const std::uint64_t index_length = index ? index->required({"sparse_index_dim"}) : 0;
  const std::uint64_t index_block = index ? index->whole_or({"sparse_block_size"}, 0) : 0;
  const std::uint64_t index_top_k = index ? index->whole_or({"sparse_topk_blocks"}, 0) : 0;

  Decoder decoder = plain_decoder(layout);
  decoder.attention.norm = QueryKeyNorm::head;
  decoder.mlp.length = config.whole_or({"dense_intermediate_size"}, d.feed_forward);
  decoder.mixture = plain_mixture(layout);
  decoder.mixture->experts.correction_bias = true;
  decoder.mixture->leading_dense = static_cast<std::uint64_t>(first - sparse.begin());
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    const bool indexed = index_length != 0 && decoder.mixture->is_in(block.index());
    decoder.attention.shape.index_key_length = indexed ? index_length : 0;
    decoder.attention.shape.index_block = indexed ? index_block : 0;
    decoder.attention.shape.index_top_k = indexed ? index_top_k : 0;
    write_attention(block, layout, decoder);
    write_feed_forward(block, layout, decoder);
    if (indexed) {
      block.tensor("indexer.q_proj.weight", {d.hidden, index_heads * index_length},
                   StorageType::f32);
      block.tensor("indexer.k_proj.weight", {d.hidden, index_length}, StorageType::f32);
      block.tensor("indexer.q_norm.weight", {index_length});
      block.tensor("indexer.k_norm.weight", {index_length});
    }
  }
}

}  // namespace vramcalc::model
