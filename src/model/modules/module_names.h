// Under which names checkpoints know the module that a tensor belongs to.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/model/architecture.h>
#include <vramcalc/model/tensor.h>

namespace vramcalc::model {

/// A tensor has one name in llama.cpp and several among publishers: "blk.3.attn_q.weight" is
/// "model.layers.3.self_attn.q_proj", "transformer.h.3.attn.q_proj", ... Experts go by the first:
/// "…experts.0.gate_proj".
class ModuleNames {
 public:
  /// Of the ways to begin a name only the usual and those that `vocabulary` (texts of patterns)
  /// uses are tried.
  ModuleNames(const Architecture& architecture, const std::vector<std::string>& vocabulary);

  [[nodiscard]] std::vector<std::string> of(const Tensor& tensor) const;

 private:
  [[nodiscard]] std::vector<std::string> of_layer(std::size_t layer, std::string_view rest,
                                                  TensorPart part) const;

  const Architecture* architecture_;
  std::vector<std::string_view> layer_prefixes_;
  std::vector<std::string_view> vision_prefixes_;
  std::vector<std::string_view> unused_words_;
};

}  // namespace vramcalc::model
