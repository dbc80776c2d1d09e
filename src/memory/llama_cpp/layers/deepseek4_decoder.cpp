// DeepSeek V4: several rows a token in the residual stream, and attention to compressed rows.
// src/models/deepseek4.cpp of llama.cpp
#include "memory/llama_cpp/layers/compressed_attention.h"
#include "memory/llama_cpp/layers/decoder.h"
#include "memory/llama_cpp/layers/hyper_connections.h"

namespace vramcalc::memory::llama_cpp {
namespace {

class DeepSeek4Decoder : public Decoder {
 public:
  explicit DeepSeek4Decoder(Builder& builder) : Decoder(builder), attention_(builder) {}

  [[nodiscard]] NodeId begin() override {
    const std::uint64_t hidden = builder().architecture().hidden_size;
    const Device first = graph().device();
    NodeId stream = embed();
    graph().set_device(host_device);
    stream = graph().reshape(stream, {hidden, 1, builder().tokens(), 1});
    graph().set_device(first);
    rows_ = whole().columns("output_hc_fn.weight") / hidden;
    return graph().add_node(Operation::other, "hc_init", {hidden, rows_, builder().tokens(), 1},
                            {stream});
  }

  [[nodiscard]] NodeId layer(std::size_t index, NodeId stream) override {
    const LayerTensors& own = tensors(index);
    const auto* attention =
        std::get_if<model::LatentAttention>(&builder().architecture().layers[index].mixer);
    if (attention == nullptr) {
      return stream;
    }
    HyperConnection connection = read_rows(builder(), own, "hc_attn_fn.weight", stream);
    NodeId inner = builder().norm("attn_norm", connection.input, own, "attn_norm.weight");
    inner = attention_.attend_from(own, *attention, inner);
    stream = write_rows(builder(), connection, inner, stream);
    connection = read_rows(builder(), own, "hc_ffn_fn.weight", stream);
    graph().expand(stream);
    graph().expand(connection.post);
    graph().expand(connection.combination);
    inner = builder().norm("ffn_norm", connection.input, own, "ffn_norm.weight");
    inner = feed_forward(builder(), own, inner, no_node);
    return write_rows(builder(), connection, inner, stream);
  }

  [[nodiscard]] NodeId end(NodeId stream) override {
    const std::uint64_t hidden = builder().architecture().hidden_size;
    stream = graph().reshape(stream, {hidden * rows_, builder().tokens(), 1, 1});
    stream = graph().reshape(select_outputs(stream), {hidden, rows_, builder().outputs(), 1});
    stream = join_rows(builder(), whole(), stream);
    return builder().norm("result_norm", stream, whole(), "output_norm.weight");
  }

 private:
  CompressedAttention attention_;
  std::uint64_t rows_ = 1;
};

}  // namespace

std::unique_ptr<Decoder> deepseek4_decoder(Builder& builder) {
  return std::make_unique<DeepSeek4Decoder>(builder);
}

}  // namespace vramcalc::memory::llama_cpp
