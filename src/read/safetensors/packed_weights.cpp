#include "read/safetensors/packed_weights.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <vramcalc/core/bytes.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::read {
namespace {

using model::StorageType;
using model::Tensor;
using model::TensorPart;
using Count = std::optional<std::uint64_t>;  // empty: nothing tells

constexpr std::uint64_t bits_of_byte = 8;
constexpr std::uint64_t bits_of_word = 32;

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  return (Bytes{a} * b).count();
}

// A packed tensor: "model.layers.0.mlp.up_proj" and what stands beside it.
struct Packed {
  const Tensor* tensor = nullptr;
  std::string_view module;
  const TensorNames* names = nullptr;
  const Packing* packing = nullptr;

  [[nodiscard]] const Tensor* beside(std::string_view ending) const {
    return names->find(module, ending);
  }
  [[nodiscard]] std::uint64_t elements() const { return tensor->shape.elements(); }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_of(*tensor).count(); }
  [[nodiscard]] std::uint64_t row() const { return tensor->shape.row_length(); }

  // Weights of so many bits, in all bits of the tensor.
  [[nodiscard]] Count at_bits(Count bits) const {
    return bits && *bits > 0 ? Count{product(bytes(), bits_of_byte) / *bits} : std::nullopt;
  }
  // As many as the scales beside it serve.
  [[nodiscard]] Count by_scales(const Tensor* scales) const {
    const Count group = packing->group_of(module);
    return scales != nullptr && group ? Count{product(scales->shape.elements(), *group)}
                                      : std::nullopt;
  }
};

struct Weights {
  Count count;
  std::string_view precision;
};

std::string_view precision_of_bits(Count bits, std::string_view at_four) {
  return bits == 8U ? "int8" : at_four;
}

// GPTQ packs down a column: qweight [in × bits / 32, out], scales [groups, out], qzeros [groups,
// out × bits / 32], g_idx [in]. AWQ packs along a row: qweight [in, out × bits / 32] with the same
// scales. https://github.com/AutoGPTQ/AutoGPTQ auto_gptq/nn_modules/qlinear/qlinear_cuda.py,
// https://github.com/casper-hansen/AutoAWQ awq/modules/linear/gemm.py
Weights gptq_or_awq(const Packed& packed) {
  const Tensor* scales = packed.beside(".scales");
  const Tensor* zeros = packed.beside(".qzeros");
  const Tensor* index = packed.beside(".g_idx");
  Count bits = packed.packing->bits;
  if (scales == nullptr) {
    return {packed.at_bits(bits), precision_of_bits(bits, "gptq")};
  }
  const std::uint64_t out = scales->shape.row_length();
  if (packed.row() < out) {
    const std::uint64_t rows = packed.row() == 0 ? 0 : packed.elements() / packed.row();
    return {product(rows, out), "awq"};
  }
  if (zeros != nullptr && out > 0) {
    bits = product(zeros->shape.row_length(), bits_of_word) / out;
  }
  const bool has_index = index != nullptr && index->shape.rank() == 1;
  return {has_index ? Count{product(index->shape.row_length(), out)} : packed.at_bits(bits),
          precision_of_bits(bits, "gptq")};
}

// q_weight [.., out] and an index of the rows.
// https://github.com/turboderp-org/exllamav2 exllamav2/linear.py
Weights exllama_2(const Packed& packed) {
  const Tensor* rows = packed.beside(".q_invperm");
  rows = rows == nullptr ? packed.beside(".q_perm") : rows;
  return {rows == nullptr ? std::nullopt : Count{product(rows->shape.elements(), packed.row())},
          "int4"};
}

// Tiles of 16 × 16 weights: [in / 16, out / 16, 16 × bits].
// https://github.com/turboderp-org/exllamav3 exllamav3/modules/quant/exl3.py
Weights exllama_3(const Packed& packed) {
  const std::uint64_t tiles = packed.row() == 0 ? 0 : packed.elements() / packed.row();
  return {product(tiles, 256), "int4"};
}

// compressed-tensors: integers in 32-bit words, or two 4-bit floats a byte.
// https://github.com/neuralmagic/compressed-tensors src/compressed_tensors/compressors
Weights compressed(const Packed& packed) {
  const Count bits = packed.packing->bits;
  const Tensor* scales = packed.beside(".weight_scale");
  if (packed.tensor->type == StorageType::u8) {
    const bool is_nvidia = scales != nullptr && scales->type == StorageType::f8_e4m3;
    return {product(packed.elements(), 2), is_nvidia ? "nvfp4" : "mxfp4"};
  }
  const Count by_group = packed.by_scales(scales);
  return {by_group && *by_group >= packed.elements() ? by_group : packed.at_bits(bits),
          precision_of_bits(bits, "int4")};
}

// gpt-oss: [experts, rows, blocks, 16] bytes of two weights each.
// https://github.com/openai/gpt-oss gpt_oss/torch/weights.py
Weights blocks(const Packed& packed) {
  return {product(packed.elements(), 2), "mxfp4"};
}

// The scales of 8-bit storage serve whole rows, or blocks of 16 or 32 weights. Where the blocks
// cover twice the row, every byte holds two.
bool holds_two(const Packed& packed, const Tensor& scales) {
  const std::uint64_t weights = product(packed.row(), 2);
  const std::uint64_t row = scales.shape.row_length();
  return row > 1 && (product(row, 16) == weights || product(row, 32) == weights);
}

// One byte a weight, or two weights a byte: modelopt's and DeepSeek's 4-bit floats.
Weights byte_weights(const Packed& packed) {
  for (const std::string_view ending : {".weight_scale", ".scale", ".weight_scale_inv"}) {
    const Tensor* scales = packed.beside(ending);
    if (scales != nullptr && holds_two(packed, *scales)) {
      const bool is_nvidia = scales->type == StorageType::f8_e4m3;
      return {product(packed.elements(), 2), is_nvidia ? "nvfp4" : "mxfp4"};
    }
  }
  return {packed.elements(), "int8"};
}

// MLX: [out, in × bits / 32] words with scales [out, in / group].
// https://github.com/ml-explore/mlx python/mlx/nn/layers/quantized.py
Weights mlx(const Packed& packed, const Tensor& scales) {
  const Count bits = packed.packing->bits;
  const Count by_group = packed.by_scales(&scales);
  return {by_group ? by_group : packed.at_bits(bits), precision_of_bits(bits, "int4")};
}

// What is called a weight, whatever it holds.
Weights plain_weight(const Packed& packed) {
  if (packed.beside(".weight.absmax") != nullptr) {
    // bitsandbytes: two 4-bit weights a byte, in whichever type they are stored.
    // https://github.com/bitsandbytes-foundation/bitsandbytes bitsandbytes/functional.py
    return {product(packed.bytes(), 2), "nf4"};
  }
  const Tensor* scales = packed.beside(".scales");
  if (packed.tensor->type == StorageType::u32 && scales != nullptr) {
    return mlx(packed, *scales);
  }
  if (packed.tensor->type == StorageType::u8 || packed.tensor->type == StorageType::i8) {
    return byte_weights(packed);
  }
  return {packed.elements(), {}};
}

struct Rule {
  std::string_view ending;
  Weights (*count)(const Packed&);
};

constexpr std::array rules{
    Rule{".qweight", gptq_or_awq},      Rule{".q_weight", exllama_2}, Rule{".trellis", exllama_3},
    Rule{".weight_packed", compressed}, Rule{"_blocks", blocks},      Rule{".weight", plain_weight},
};

Weights weights_of(const Tensor& tensor, const TensorNames& names, const Packing& packing) {
  const auto* const rule = std::find_if(rules.begin(), rules.end(), [&](const Rule& candidate) {
    return tensor.name.ends_with(candidate.ending);
  });
  const bool is_weight = rule != rules.end() && rule->count == plain_weight;
  if (rule == rules.end() || (!is_weight && model::facts_of(tensor.type).is_float)) {
    return {tensor.shape.elements(), model::precision_id_of(tensor.type)};
  }
  const std::string_view module = tensor.name.substr(0, tensor.name.size() - rule->ending.size());
  Weights weights = rule->count({&tensor, module, &names, &packing});
  if (weights.precision.empty()) {
    weights.precision = model::precision_id_of(tensor.type);
  }
  return weights;
}

bool is_head(std::string_view name) {
  return name.starts_with("lm_head.") || name.find(".lm_head.") != std::string_view::npos;
}

// Weights by precision: a handful of rows.
class Shares {
 public:
  void add(std::string_view precision, std::uint64_t weights) {
    const auto found = std::find_if(rows_.begin(), rows_.end(),
                                    [&](const auto& row) { return row.first == precision; });
    if (found == rows_.end()) {
      rows_.emplace_back(precision, weights);
    } else {
      found->second += weights;  // parts of a sum that is checked
    }
  }
  [[nodiscard]] std::string_view largest(std::string_view otherwise) const {
    const auto found =
        std::max_element(rows_.begin(), rows_.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return found == rows_.end() ? otherwise : found->first;
  }

 private:
  std::vector<std::pair<std::string_view, std::uint64_t>> rows_;
};

}  // namespace

WeightCounts count_weights(std::span<const Tensor> tensors, const TensorNames& names,
                           const Packing& packing) {
  WeightCounts counts;
  Shares shares;
  for (const Tensor& tensor : tensors) {
    if (tensor.part == TensorPart::scale || tensor.part == TensorPart::generated) {
      continue;
    }
    const Weights weights = weights_of(tensor, names, packing);
    const std::uint64_t count =
        weights.count ? *weights.count : product(bytes_of(tensor).count(), 2);
    if (!weights.count && counts.guessed_tensors++ == 0) {
      counts.guessed_example = tensor.name;
    }
    std::uint64_t& sum = counts.of_part[static_cast<std::size_t>(tensor.part)];
    sum = (Bytes{sum} + Bytes{count}).count();
    if (tensor.part == TensorPart::language) {
      shares.add(weights.precision, count);
      counts.language_head += is_head(tensor.name) && !tensor.name.ends_with("bias") ? count : 0;
    }
  }
  counts.precision = shares.largest(counts.precision);
  return counts;
}

}  // namespace vramcalc::read
