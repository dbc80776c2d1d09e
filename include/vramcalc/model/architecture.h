// The layers of a model: what each mixes tokens with and what it feeds them through.
//
// The weights are in the inventory; this is what decides the cache, the state and the work of a
// token. Layers differ within one model, so every layer says its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace vramcalc::model {

/// Multi-head, grouped-query or multi-query attention.
struct GroupedAttention {
  std::uint64_t heads = 0;
  std::uint64_t kv_heads = 0;
  std::uint64_t key_length = 0;        // of one head
  std::uint64_t value_length = 0;      // of one head
  std::uint64_t window = 0;            // tokens that it looks back on; 0 means all
  bool owns_cache = true;              // false: reads the cache of an earlier layer
  std::uint64_t index_key_length = 0;  // of a sparse-attention index beside the cache; 0: none
  std::uint64_t index_block = 0;       // tokens that the index picks together; 0: no index
  std::uint64_t index_top_k = 0;       // blocks that it picks; 0: not stated

  friend bool operator==(const GroupedAttention&, const GroupedAttention&) = default;
};

/// Multi-head latent attention: one compressed row for all heads.
struct LatentAttention {
  std::uint64_t heads = 0;
  std::uint64_t kv_lora_rank = 0;
  std::uint64_t rope_length = 0;       // qk_rope_head_dim
  std::uint64_t nope_length = 0;       // qk_nope_head_dim
  std::uint64_t value_length = 0;      // v_head_dim
  std::uint64_t index_key_length = 0;  // of a sparse-attention indexer; 0: none
  std::uint64_t index_top_k = 0;       // rows that the indexer picks; 0: not stated
  /// DeepSeek V4: beside the rows of the last `window` tokens it keeps one compressed row (and one
  /// of the indexer) for every `compression` tokens; 0: no compressed rows.
  std::uint64_t compression = 0;
  /// Numbers of 32 bits, per sequence, in which the compressors gather what they have not written.
  std::uint64_t compressor_elements = 0;
  std::uint64_t window = 0;  // tokens that it looks back on; 0 means all

  friend bool operator==(const LatentAttention&, const LatentAttention&) = default;
};

enum class RecurrentKind : std::uint8_t {
  mamba,
  mamba2,
  gated_delta_net,
  kimi_delta_attention,
  lightning_attention,
  short_convolution,
  rwkv,
};

/// A state of constant size. Elements per sequence; 32-bit numbers in llama.cpp.
struct Recurrent {
  RecurrentKind kind{};
  std::uint64_t convolution_elements = 0;  // or the token shift of RWKV
  std::uint64_t state_elements = 0;

  friend bool operator==(const Recurrent&, const Recurrent&) = default;
};

/// A layer without a token mixer: only feed-forward (Nemotron-H), or nothing (pruned models).
struct NoMixer {
  /// llama.cpp keeps a place in the cache for it all the same: no keys, but without flash attention
  /// values as wide as the widest layer's.
  bool padded_cache = false;

  friend bool operator==(const NoMixer&, const NoMixer&) = default;
};

using TokenMixer = std::variant<NoMixer, GroupedAttention, LatentAttention, Recurrent>;

enum class FeedForwardKind : std::uint8_t { none, dense, experts };

struct Layer {
  TokenMixer mixer;
  /// A recurrent mixer that works beside the attention of `mixer` (Falcon-H1).
  std::optional<Recurrent> parallel;
  FeedForwardKind feed_forward = FeedForwardKind::none;

  friend bool operator==(const Layer&, const Layer&) = default;
};

struct Architecture {
  std::string model_type;  // of config.json; empty where only a GGUF file is known
  std::string gguf_name;   // llama.cpp's name; empty where it has none
  std::uint64_t hidden_size = 0;
  std::uint64_t vocabulary = 0;
  std::uint64_t max_context_tokens = 0;  // 0: not stated
  std::uint64_t heads = 0;               // of the first layer
  std::uint64_t kv_heads = 0;            // of the first layer; 1 for latent attention
  std::uint64_t experts = 0;             // routed, per layer; 0 for dense models
  std::uint64_t experts_used = 0;        // routed, per token
  std::uint64_t expert_groups = 0;       // a token's experts come from a few of them; 0: from all
  std::uint64_t expert_groups_used = 0;  // per token
  /// Layers whose sum is kept as one of the residuals that later layers mix (Kimi K3); 0: none.
  std::uint64_t residual_block = 0;
  bool parallel_residual = false;  // attention and feed-forward side by side (GPT-NeoX)
  bool tied_embeddings = false;    // the output head is the token embedding
  bool unknown_tower = false;      // it has a vision or audio tower whose tensors are not known
  std::vector<Layer> layers;
};

}  // namespace vramcalc::model
