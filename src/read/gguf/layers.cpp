#include "read/gguf/layers.h"

#include <optional>

#include "read/gguf/blocks.h"
#include "read/gguf/window.h"

namespace vramcalc::read {
namespace {

using model::RecurrentKind;

std::uint64_t less(std::uint64_t a, std::uint64_t b) {
  return a > b ? a - b : 0;
}

model::TokenMixer grouped(const GgufFigures& figures, const GgufBlock& block, std::size_t layer) {
  const std::uint64_t window = gguf_window(figures, layer);
  model::GroupedAttention attention;
  attention.heads = figures.heads[layer];
  attention.kv_heads = figures.kv_heads[layer];
  attention.key_length = window != 0 ? figures.window_key_length : figures.key_length;
  attention.value_length = window != 0 ? figures.window_value_length : figures.value_length;
  attention.window = window;
  attention.owns_cache = layer < less(figures.language_blocks(), figures.borrowing_layers);
  if (block.indexer) {
    attention.index_key_length = figures.index_key_length;
    attention.index_block = figures.index_block;
    attention.index_top_k = figures.index_top_k;
  }
  return attention;
}

model::TokenMixer latent(const GgufFigures& figures, const GgufBlock& block, std::size_t layer) {
  model::LatentAttention attention;
  attention.heads = figures.heads[layer];
  attention.rope_length = figures.rope_length;
  attention.kv_lora_rank =
      block.latent ? figures.kv_lora_rank : less(figures.key_length, figures.rope_length);
  attention.nope_length = less(figures.latent_key_length, figures.rope_length);
  attention.value_length = figures.latent_value_length;
  attention.index_key_length = block.indexer ? figures.index_key_length : 0;
  attention.index_top_k = figures.index_top_k;
  attention.compression = figures.compression[layer];
  attention.compressor_elements = block.compressor_elements;
  attention.window = block.latent ? 0 : figures.window.value_or(0);
  return attention;
}

// n_embd_r() and n_embd_s(), https://github.com/ggml-org/llama.cpp src/llama-hparams.cpp
model::Recurrent recurrent(RecurrentKind kind, const GgufFigures& figures, std::size_t layer) {
  const std::uint64_t history = less(figures.convolution, 1);
  switch (kind) {
    case RecurrentKind::rwkv:
      return {kind, figures.token_shifts * figures.hidden, figures.hidden * figures.wkv_head};
    case RecurrentKind::short_convolution:
      return {kind, figures.hidden * less(figures.short_convolution, 1), 0};
    case RecurrentKind::kimi_delta_attention: {
      const std::uint64_t inner = figures.heads[layer] * figures.kda_head;
      return {kind, 3 * history * inner, figures.kda_head * inner};
    }
    case RecurrentKind::mamba:
    case RecurrentKind::mamba2:
    case RecurrentKind::gated_delta_net:
    case RecurrentKind::lightning_attention:  // has no form in a GGUF file yet
      break;
  }
  return {kind, history * (figures.inner + 2 * figures.groups * figures.state),
          figures.state * figures.inner};
}

std::optional<RecurrentKind> recurrent_kind(const GgufBlock& block) {
  if (block.time_mix) {
    return RecurrentKind::rwkv;
  }
  if (block.short_convolution) {
    return RecurrentKind::short_convolution;
  }
  if (!block.state_space) {
    return std::nullopt;
  }
  return block.kimi_delta   ? RecurrentKind::kimi_delta_attention
         : block.delta_rule ? RecurrentKind::gated_delta_net
         : block.mamba1     ? RecurrentKind::mamba
                            : RecurrentKind::mamba2;
}

model::FeedForwardKind feed_forward_of(const GgufBlock& block) {
  return block.experts ? model::FeedForwardKind::experts
         : block.dense ? model::FeedForwardKind::dense
                       : model::FeedForwardKind::none;
}

model::Layer layer_of(const GgufBlock& block, const GgufFigures& figures, std::size_t index) {
  model::Layer layer;
  layer.feed_forward = feed_forward_of(block);
  std::optional<model::Recurrent> state;
  if (const auto kind = recurrent_kind(block)) {
    state = recurrent(*kind, figures, index);
  }
  // Linear attention has queries and keys too, but Mamba beside them is a second mixer.
  const bool side_by_side = block.keys && block.mamba_input;
  if (state && !side_by_side) {
    layer.mixer = *state;
  } else if (block.latent || block.shared_row) {
    layer.mixer = latent(figures, block, index);
  } else if (block.queries) {
    layer.mixer = grouped(figures, block, index);
    layer.parallel = state;
  }
  return layer;
}

}  // namespace

std::vector<model::Layer> read_gguf_layers(const model::Inventory& inventory,
                                           const GgufFigures& figures) {
  const std::vector<GgufBlock> blocks = read_gguf_blocks(inventory, figures.language_blocks());
  std::vector<model::Layer> layers;
  layers.reserve(blocks.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    layers.push_back(layer_of(blocks[i], figures, i));
  }
  return layers;
}

}  // namespace vramcalc::read
