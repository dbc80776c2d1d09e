// What a family of models does to its residual stream, from token numbers to the output matrix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "memory/llama_cpp/layers/builder.h"

namespace vramcalc::memory::llama_cpp {

/// The usual one; families that do more than their layers override what differs.
class Decoder {
 public:
  explicit Decoder(Builder& builder) : builder_(builder) {}
  virtual ~Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// Layers of the same tensors have the same graph if this is the same too.
  [[nodiscard]] virtual std::uint64_t variant(std::size_t layer) const;

  /// What the first layer reads, on its device, which is the present one; embeddings are in RAM.
  [[nodiscard]] virtual NodeId begin();
  /// On the builder's present device.
  [[nodiscard]] virtual NodeId layer(std::size_t index, NodeId stream);
  /// What the output matrix reads, of the tokens whose logits are wanted.
  [[nodiscard]] virtual NodeId end(NodeId stream);

 protected:
  /// The rows of tokens, `inputs` times as wide where images bring vectors for several layers.
  [[nodiscard]] NodeId embed(std::uint64_t inputs = 1);
  [[nodiscard]] NodeId select_outputs(NodeId stream);
  [[nodiscard]] Builder& builder() const { return builder_; }
  [[nodiscard]] Graph& graph() const { return builder_.graph(); }
  [[nodiscard]] const LayerTensors& whole() const { return builder_.tensors().whole; }
  [[nodiscard]] const LayerTensors& tensors(std::size_t layer) const {
    return builder_.tensors().layers[layer];
  }

 private:
  Builder& builder_;
};

/// The family's own.
[[nodiscard]] std::unique_ptr<Decoder> decoder_of(Builder& builder);

[[nodiscard]] std::unique_ptr<Decoder> deepseek4_decoder(Builder& builder);
[[nodiscard]] std::unique_ptr<Decoder> gemma3n_decoder(Builder& builder);
[[nodiscard]] std::unique_ptr<Decoder> gemma4_decoder(Builder& builder);
[[nodiscard]] std::unique_ptr<Decoder> rwkv6_decoder(Builder& builder);
[[nodiscard]] std::unique_ptr<Decoder> kimi_k3_decoder(Builder& builder);

}  // namespace vramcalc::memory::llama_cpp
