// What tensors do not tell of a family of architectures, by llama.cpp's name for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <vramcalc/model/architecture.h>

namespace vramcalc::memory::llama_cpp {

/// Norms that subtract the mean (LLM_NORM): ggml does them in new memory.
[[nodiscard]] bool uses_layer_norm(std::string_view family);

/// Positions enter by rotation of queries and keys.
[[nodiscard]] bool uses_rope(std::string_view family);

/// A layer's place, as far as its graph depends on it.
struct LayerPlace {
  std::size_t layer = 0;
  bool slides = false;        // it looks back on a window only
  bool model_slides = false;  // some layer does
};
/// Positions enter in this layer: in some families most do without, or only those with a window do.
[[nodiscard]] bool rotates(std::string_view family, const LayerPlace& place);

/// Queries are scaled before they meet the keys, not the products after.
[[nodiscard]] bool scales_queries(std::string_view family);

/// Queries and keys are normed without weights after positions entered.
[[nodiscard]] bool norms_after_rope(std::string_view family, std::uint64_t experts);

/// Values are normed without weights.
[[nodiscard]] bool norms_values(std::string_view family);

/// In which order what a layer adds to the residual stream comes together.
enum class Residual : std::uint8_t {
  sequential,          // attention + stream, then that + what is fed forward
  stream_first,        // (fed forward + stream) + attention
  attention_first,     // (attention + fed forward) + stream
  feed_forward_first,  // (fed forward + attention) + stream
  attended_last,       // fed forward + (attention + stream)
};
/// `has_inner_norm`: the feed-forward network has a norm of its own.
[[nodiscard]] Residual residual_of(const model::Architecture& architecture, bool has_inner_norm);

/// In sequential layers: the stream is the first summand, whose memory the sum takes over.
[[nodiscard]] bool adds_to_stream(std::string_view family);

/// Norms stand there without weights of their own.
[[nodiscard]] bool has_bare_norms(std::string_view family);

/// What routes tokens to experts.
enum class Gating : std::uint8_t {
  soft_max,            // of all, weights divided by the sum of those picked
  soft_max_undivided,  // of all
  soft_max_of_picked,  // of those picked
  sigmoid,             // of each, weights divided by the sum of those picked
  sigmoid_undivided,   // of each
  sigmoid_of_picked,   // of each after the choice, and the experts' input is multiplied (Llama 4)
};
/// `has_selection_bias`: exp_probs_b, added before they are compared.
[[nodiscard]] Gating gating_of(std::string_view family, bool has_selection_bias);

/// Experts are chosen by what comes into the layer, before attention.
[[nodiscard]] bool routes_before_attention(std::string_view family);

/// Images add to the stream after each of the first layers: so many (n_deepstack_layers).
[[nodiscard]] std::size_t layers_with_images(std::string_view family);

/// Position numbers of one token: 4 for models that place tokens in images and time.
[[nodiscard]] std::uint64_t positions_of_token(std::string_view family);

/// Every token goes through the last layer and the final norm, for drafts of later tokens to begin
/// from (embeddings_nextn_masked); only then those whose logits are wanted are selected.
[[nodiscard]] bool selects_after_norm(std::string_view family);

/// Feed-forward networks without a gate square what they rectify (LLM_FFN_RELU_SQR).
[[nodiscard]] bool squares_activation(std::string_view family);

/// The weights of the experts that a token takes are scaled at last (w_scale).
[[nodiscard]] bool scales_expert_weights(std::string_view family, bool has_selection_bias);

/// Embeddings are scaled before the first layer.
[[nodiscard]] bool scales_embeddings(std::string_view family);

}  // namespace vramcalc::memory::llama_cpp
