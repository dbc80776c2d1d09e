// Gemma 4: a dense network and experts side by side, or a short vector for every layer.
// https://github.com/ggml-org/llama.cpp src/models/gemma4.cpp
#include "memory/llama_cpp/layers/decoder.h"
#include "memory/llama_cpp/layers/per_layer_inputs.h"

namespace vramcalc::memory::llama_cpp {
namespace {

constexpr FeedForwardNames dense_names{"ffn_gate.weight", "ffn_up.weight", "ffn_down.weight", "",
                                       ""};

class Gemma4Decoder : public Decoder {
 public:
  using Decoder::Decoder;

  [[nodiscard]] NodeId begin() override {
    const NodeId stream = Decoder::begin();
    inputs_.begin(builder(), stream);
    return stream;
  }

  [[nodiscard]] NodeId layer(std::size_t index, NodeId stream) override {
    const LayerTensors& own = tensors(index);
    const model::Layer& described = builder().architecture().layers[index];
    const auto* attention = std::get_if<model::GroupedAttention>(&described.mixer);
    if (attention == nullptr) {
      return Decoder::layer(index, stream);
    }
    const NodeId normed = builder().norm("attn_norm", stream, own, "attn_norm.weight");
    NodeId attended = grouped_attention(builder(), own, *attention, normed);
    attended = builder().norm("attn_post_norm", attended, own, "post_attention_norm.weight");
    attended = graph().like(Operation::add, "attn_out", {attended, stream});
    NodeId fed =
        own.has("ffn_gate_inp.weight") ? dense_and_experts(own, attended) : dense(own, attended);
    fed = builder().norm("ffn_post_norm", fed, own, "post_ffw_norm.weight");
    NodeId result = graph().like(Operation::add, "pe_in", {fed, attended});
    if (!inputs_.is_empty()) {
      const NodeId added = inputs_.apply(builder(), own, result);
      result = graph().like(Operation::add, "l_out", {result, added});
    }
    return own.has("layer_output_scale.weight")
               ? graph().like(Operation::multiply, "l_out", {result})
               : result;
  }

 private:
  [[nodiscard]] NodeId dense(const LayerTensors& own, NodeId source) {
    const NodeId normed = builder().norm("ffn_norm", source, own, "ffn_norm.weight");
    return dense_feed_forward(builder(), own, dense_names, normed);
  }

  // The router reads a norm of its own.
  [[nodiscard]] NodeId dense_and_experts(const LayerTensors& own, NodeId source) {
    const NodeId fed =
        builder().norm("ffn_post_norm_1", dense(own, source), own, "post_ffw_norm_1.weight");
    const NodeId normed = builder().norm("ffn_norm_2", source, own, "pre_ffw_norm_2.weight");
    NodeId routed = graph().like(Operation::rms_norm, "ffn_moe_router", {source});
    routed = graph().like(Operation::scale, "ffn_moe_router", {routed});
    routed = graph().like(Operation::multiply, "ffn_moe_router", {routed});
    const NodeId logits =
        builder().linear("ffn_moe_logits", own, "ffn_gate_inp.weight", "", routed);
    NodeId experts = routed_experts(builder(), own, normed, logits);
    experts = builder().norm("ffn_post_norm_2", experts, own, "post_ffw_norm_2.weight");
    return graph().like(Operation::add, "ffn_moe_combined", {fed, experts});
  }

  PerLayerInputs inputs_;
};

}  // namespace

std::unique_ptr<Decoder> gemma4_decoder(Builder& builder) {
  return std::make_unique<Gemma4Decoder>(builder);
}

}  // namespace vramcalc::memory::llama_cpp
