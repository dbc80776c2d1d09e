// The layer that most language models share, as data: attention, then a feed-forward, with norms
// around them. A family states what differs and leaves the writing to write_decoder().
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/layout/layout.h"

namespace vramcalc::model {

/// Routed experts, and which layers have them instead of an `mlp`.
struct Mixture {
  ExpertTensors experts;
  std::uint64_t shared_length = 0;  // of the experts that every token passes; 0: none
  bool shared_gate = false;         // ffn_gate_inp_shexp: one weight of the shared experts
  std::uint64_t leading_dense = 0;
  std::uint64_t every = 1;  // layers 1, 2, .. counted: those divisible by it
  std::vector<std::uint64_t> dense_layers;

  [[nodiscard]] bool is_in(std::uint64_t layer) const;
};

struct Decoder {
  HeadTensors head;
  AttentionTensors attention;
  MlpTensors mlp;
  std::optional<Mixture> mixture;
  bool norm_bias = false;
  std::string_view attention_norm = "attn_norm";    // empty: none
  std::string_view feed_forward_norm = "ffn_norm";  // empty: it shares the norm of attention
  bool norms_after = false;                         // post_attention_norm, post_ffw_norm
  bool llama3_rope = false;                         // the converter writes rope_freqs for it
  std::uint64_t full_every = 0;  // the other layers look back on `window`; 0: all are full
  std::uint64_t window = 0;
};

/// By the fields that mean the same everywhere; no experts.
[[nodiscard]] Decoder plain_decoder(const Layout& layout);
/// Experts of moe_intermediate_size beside num_shared_experts of the same, behind the leading dense
/// layers (those of mlp_layer_types too); of intermediate_size where that is the only one.
[[nodiscard]] Mixture plain_mixture(const Layout& layout);
/// All but every `full_every`-th layer look back on sliding_window, `window` where that is absent;
/// sliding_window_pattern ("LLLG" or 4) and layer_types are heeded. A null sliding_window: none do.
void slide(Decoder& decoder, const Layout& layout, std::uint64_t full_every, std::uint64_t window);

/// Embeddings, head and all layers.
void write_decoder(Layout& layout, const Decoder& decoder);
/// The same in pieces, for families with tensors of their own between them. Error(bad_input) where
/// a head or a feed-forward would be empty.
void write_attention(Block& block, const Layout& layout, const Decoder& decoder);
void write_feed_forward(Block& block, const Layout& layout, const Decoder& decoder);

/// rope_factors_long and rope_factors_short of long-context scaling, where the config has them: for
/// the part of a head that partial_rotary_factor leaves rotated.
void rope_factors(Layout& layout);

}  // namespace vramcalc::model
