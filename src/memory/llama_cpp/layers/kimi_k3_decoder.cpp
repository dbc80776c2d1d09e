// Kimi K3: what layers read is mixed of the residual stream and of what it was some blocks of
// layers before. src/models/kimi-k3.cpp of llama.cpp
#include <algorithm>

#include "memory/llama_cpp/layers/decoder.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// Vulkan sums so many rows on the GPU, else the host does: GGML_OP_DSV4_HC_PRE in supports_op of
// ggml/src/ggml-vulkan/ggml-vulkan.cpp.
constexpr std::uint64_t rows_on_vulkan = 4;

class KimiK3Decoder : public Decoder {
 public:
  using Decoder::Decoder;

  [[nodiscard]] std::uint64_t variant(std::size_t layer) const override {
    return 2 * (layer / block()) + (layer % block() == 0 ? 1 : 0);
  }

  [[nodiscard]] NodeId layer(std::size_t index, NodeId stream) override {
    const LayerTensors& own = tensors(index);
    NodeId inner = mix(stream);
    const bool is_kept = index % block() == 0;
    if (is_kept) {
      keep(stream);
    }
    inner = builder().norm("attn_norm", inner, own, "attn_norm.weight");
    graph().expand(inner);
    inner = mix_tokens(index, inner);
    stream = is_kept ? inner : graph().like(Operation::add, "prefix_sum", {stream, inner});
    inner = builder().norm("ffn_norm", mix(stream), own, "ffn_norm.weight");
    inner = feed_forward(builder(), own, inner, no_node);
    return graph().like(Operation::add, "l_out", {stream, inner});
  }

  [[nodiscard]] NodeId end(NodeId stream) override {
    stream = select_outputs(mix(stream));
    return builder().norm("result_norm", stream, whole(), "output_norm.weight");
  }

 private:
  [[nodiscard]] std::uint64_t block() const {
    return std::max<std::uint64_t>(builder().architecture().residual_block, 1);
  }

  NodeId mix_tokens(std::size_t index, NodeId source) {
    const model::TokenMixer& mixer = builder().architecture().layers[index].mixer;
    if (const auto* latent = std::get_if<model::LatentAttention>(&mixer)) {
      return latent_attention(builder(), tensors(index), *latent, source);
    }
    const auto* state = std::get_if<model::Recurrent>(&mixer);
    return state == nullptr ? source : recurrent(builder(), tensors(index), *state, source);
  }

  // The kept rows of every token: {hidden, kept, tokens}.
  void keep(NodeId stream) {
    const NodeShape shape = graph()[stream].shape;
    const Device device = graph().device();
    graph().set_device(graph()[stream].device);
    const NodeId row = graph().reshape(stream, {shape[0], 1, shape[1], 1});
    graph().set_device(device);
    const std::uint64_t rows = kept_ == no_node ? 0 : graph()[kept_].shape[1];
    kept_ = rows == 0 ? row
                      : graph().add_node(Operation::concatenate, "res_stack",
                                         {shape[0], rows + 1, shape[1], 1}, {kept_, row});
  }

  NodeId score(NodeId rows) {
    NodeShape shape = graph()[rows].shape;
    shape[0] = 1;
    NodeId scores = graph().like(Operation::rms_norm, "res_score", {rows});
    scores = graph().like(Operation::multiply, "res_score", {scores});
    return graph().add_node(Operation::sum_rows, "res_score", shape, {scores});
  }

  // Kept rows and the stream, each by its score.
  NodeId mix(NodeId stream) {
    if (kept_ == no_node) {
      return stream;
    }
    const std::uint64_t tokens = graph()[stream].shape[1];
    const std::uint64_t rows = graph()[kept_].shape[1];
    const NodeId of_kept = graph().reshape(score(kept_), {rows, tokens, 1, 1});
    NodeId shares = graph().add_node(Operation::concatenate, "res_probs", {rows + 1, tokens, 1, 1},
                                     {of_kept, score(stream)});
    shares = graph().like(Operation::soft_max, "res_probs", {shares});
    const auto share_of = [&](std::uint64_t count) {
      const NodeId part = graph().view(shares, {count, tokens, 1, 1}, false);
      return graph().like(Operation::contiguous, "res_probs", {part});
    };
    const NodeId kept_shares = share_of(rows);
    const NodeId own_share = share_of(1);
    const Device device = graph().device();
    if (builder().options().backend == LlamaCppBackend::vulkan && rows != rows_on_vulkan) {
      graph().set_device(host_device);
    }
    const NodeId sum =
        graph().add_node(Operation::other, "res_mix", graph()[stream].shape, {kept_, kept_shares});
    graph().set_device(device);
    const NodeId own = graph().like(Operation::multiply, "res_mix", {stream, own_share});
    return graph().like(Operation::add, "res_mix", {sum, own});
  }

  NodeId kept_ = no_node;
};

}  // namespace

std::unique_ptr<Decoder> kimi_k3_decoder(Builder& builder) {
  return std::make_unique<KimiK3Decoder>(builder);
}

}  // namespace vramcalc::memory::llama_cpp
