#include "model/recipes/linear_layer.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include <vramcalc/core/bytes.h>

namespace vramcalc::model {
namespace {

using Names = std::span<const std::string_view>;

bool contains_any(std::string_view name, Names parts) {
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
    return name.find(part) != std::string_view::npos;
  });
}

// llama.cpp's names, then those of the published checkpoints.
constexpr std::array<std::string_view, 11> embeddings{
    "token_embd.",         "position_embd", "token_types.", "embed_tokens", "word_embeddings",
    "tok_embeddings",      ".wte.",         ".wpe.",        "pos_embed",    "position_embedding",
    "per_layer_token_embd"};

constexpr std::array<std::string_view, 3> heads{"shared_head_head", "shared_head.head", "lm_head"};

// Routers; what merges a draft layer's inputs; what weighs the heads of a sparse-attention index;
// hyper-connections and AltUp's mixing. DeepSeek's FP8 checkpoints keep all of these in 16 or 32
// bits: https://huggingface.co/deepseek-ai/DeepSeek-V3.2 model.safetensors.index.json has no
// weight_scale_inv for them, nor has https://huggingface.co/deepseek-ai/DeepSeek-V4-Flash for the
// compressors.
constexpr std::array<std::string_view, 14> sensitive{
    "ffn_gate_inp",    ".mlp.gate.",   ".router.",     "moe.gate.",          "eh_proj",
    "mtp.fc.",         "indexer.proj", "weights_proj", "shared_expert_gate", "hc_",
    "compressor_gate", "altup_router", "_coef.",       "compressor_kv"};

// Parameters of matrix shape that are no linear layers: convolutions, states, position tables,
// token shifts, the tables that hash a token to its experts.
constexpr std::array<std::string_view, 13> never{
    "norm",   "conv",  "ssm_a.",         "_ape.",          "tid2eid",   "rope_",      "time_mix_w",
    "_lerp_", "lerp.", "time_mix_first", "time_mix_decay", "patch_emb", "_embedding."};

constexpr std::string_view weight = ".weight";

bool is_short_convolution_projection(std::string_view name) {
  return name.find("shortconv.") != std::string_view::npos &&
         name.find("_proj.") != std::string_view::npos;
}

}  // namespace

bool is_routed_expert(const Tensor& tensor) {
  return tensor.name.find("_exps.") != std::string_view::npos ||
         tensor.name.find(".experts.") != std::string_view::npos;
}

TensorRole role_of(const Tensor& tensor) {
  const std::string_view name = tensor.name;
  const std::size_t rank = tensor.shape.true_rank();  // 3: a matrix an expert; 4: a convolution
  if (!name.ends_with(weight) || rank < 2 || rank > 3 || !facts_of(tensor.type).is_float) {
    return TensorRole::other;
  }
  if (name == "output.weight" || contains_any(name, heads)) {
    return TensorRole::head;
  }
  if (contains_any(name, embeddings)) {
    return TensorRole::embedding;
  }
  if (contains_any(name, never) && !is_short_convolution_projection(name)) {
    return TensorRole::other;
  }
  return contains_any(name, sensitive) ? TensorRole::sensitive : TensorRole::linear;
}

std::uint64_t LinearLayer::elements() const {
  return (Bytes{columns} * rows * matrices).count();
}

LinearLayer linear_layer(const Tensor& tensor) {
  const Shape& shape = tensor.shape;
  const std::uint64_t stacked = shape.row_length() == 0 || shape[1] == 0
                                    ? 0
                                    : shape.elements() / (shape.row_length() * shape[1]);
  // Multi-head latent attention: kv_b_proj is one matrix with the rows of all heads. llama.cpp
  // keeps its key half transposed, head by head: {nope, rank, heads}.
  if (tensor.name.ends_with("attn_k_b.weight") && shape.true_rank() == 3) {
    return {shape[1], (Bytes{shape[0]} * stacked).count(), 1, 1};
  }
  if (tensor.name.ends_with("attn_v_b.weight") && shape.true_rank() == 3) {
    return {shape[0], (Bytes{shape[1]} * stacked).count(), 1, 0};
  }
  return {shape[0], shape[1], stacked, stacked};
}

}  // namespace vramcalc::model
