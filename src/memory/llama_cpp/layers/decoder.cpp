// Before the first layer and after the last: build_inp_embd of llama.cpp's src/llama-graph.cpp and
// the ends of the graphs in src/models/*.cpp.
#include "memory/llama_cpp/layers/decoder.h"

#include "memory/llama_cpp/builds.h"
#include "memory/llama_cpp/layers/decoder_layer.h"
#include "memory/llama_cpp/layers/families.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// Layers for drafts read what all tokens come to: no token is left out before the end.
bool selects_late(const Builder& builder) {
  return selects_after_norm(builder.family()) && serves_drafts(builder.options());
}

// Images bring a vector for the input and one more for each of the first layers:
// src/models/qwen3vl.cpp, n_deepstack_layers.
class ImageLayersDecoder : public Decoder {
 public:
  ImageLayersDecoder(Builder& builder, std::size_t layers) : Decoder(builder), layers_(layers) {}

  [[nodiscard]] std::uint64_t variant(std::size_t layer) const override {
    return layer < layers_ ? 1 : 0;
  }

  [[nodiscard]] NodeId begin() override {
    const NodeShape shape{builder().architecture().hidden_size, builder().tokens(), 1, 1};
    vectors_ = embed(1 + layers_);
    const NodeId stream = graph().view(vectors_, shape);
    graph().expand(stream);
    return stream;
  }

  [[nodiscard]] NodeId layer(std::size_t index, NodeId stream) override {
    stream = Decoder::layer(index, stream);
    if (index >= layers_) {
      return stream;
    }
    const NodeId image = graph().view(vectors_, graph()[stream].shape, false);
    return graph().like(Operation::add, "deepstack_out", {stream, image});
  }

 private:
  std::size_t layers_;
  NodeId vectors_ = no_node;
};

}  // namespace

std::uint64_t Decoder::variant(std::size_t layer) const {
  const model::Layer& described = builder_.architecture().layers[layer];
  const auto* attention = std::get_if<model::GroupedAttention>(&described.mixer);
  return attention != nullptr && builder_.rotates(layer, attention->window) ? 1 : 0;
}

NodeId Decoder::embed(std::uint64_t inputs) {
  const Device first = graph().device();
  const std::uint64_t hidden = builder_.architecture().hidden_size;
  const NodeShape shape{hidden, builder_.tokens(), 1, 1};
  const NodeShape widened{hidden * inputs, builder_.tokens(), 1, 1};
  const NodeId ids = graph().input("inp_tokens", {builder_.tokens(), 1, 1, 1}, 4);
  const NodeId vectors = graph().input("inp_embd", widened, 4);
  graph().set_device(whole().moved("token_embd.weight").value_or(host_device));
  NodeId stream = graph().add_node(Operation::get_rows, "embd", shape, {ids});
  graph().set_device(first);
  if (inputs != 1) {
    stream = graph().add_node(Operation::other, "embd_padded", widened, {stream});
  }
  graph().expand(stream);
  if (has_both_inputs(builder_.options())) {
    graph().expand(vectors);  // the other way in, for programs that bring vectors
  }
  return stream;
}

NodeId Decoder::begin() {
  const Device first = graph().device();
  NodeId stream = embed();
  if (scales_embeddings(builder_.family())) {
    stream = graph().like(Operation::scale, "embd", {stream});
  }
  if (whole().has("position_embd.weight")) {
    graph().set_device(host_device);
    const NodeId positions = graph().add_node(Operation::get_rows, "pos_embd",
                                              graph()[stream].shape, {builder_.positions()});
    graph().set_device(first);
    stream = graph().like(Operation::add, "inpL", {stream, positions});
  }
  // LFM2 has only this one, and it is the final norm.
  if (whole().has("token_embd_norm.weight") && whole().has("output_norm.weight")) {
    stream = builder_.norm("inp_norm", stream, whole(), "token_embd_norm.weight");
  }
  return stream;
}

NodeId Decoder::layer(std::size_t index, NodeId stream) {
  const bool is_last = index + 1 == builder_.architecture().layers.size();
  return decoder_layer(builder_, index, stream, is_last && !selects_late(builder_));
}

NodeId Decoder::select_outputs(NodeId stream) {
  const std::uint64_t width = graph()[stream].shape[0];
  return graph().add_node(Operation::get_rows, "selected", {width, builder_.outputs(), 1, 1},
                          {stream, builder_.output_ids()});
}

NodeId Decoder::end(NodeId stream) {
  stream = builder_.norm("result_norm", stream, whole(), "output_norm.weight");
  return selects_late(builder_) ? select_outputs(stream) : stream;
}

std::unique_ptr<Decoder> decoder_of(Builder& builder) {
  if (builder.family() == "deepseek4") {
    return deepseek4_decoder(builder);
  }
  if (builder.family() == "gemma3n") {
    return gemma3n_decoder(builder);
  }
  if (builder.family() == "gemma4") {
    return gemma4_decoder(builder);
  }
  if (builder.family() == "rwkv6") {
    return rwkv6_decoder(builder);
  }
  if (builder.family() == "kimi-k3") {
    return kimi_k3_decoder(builder);
  }
  if (const std::size_t layers = layers_with_images(builder.family()); layers != 0) {
    return std::make_unique<ImageLayersDecoder>(builder, layers);
  }
  return std::make_unique<Decoder>(builder);
}

}  // namespace vramcalc::memory::llama_cpp
