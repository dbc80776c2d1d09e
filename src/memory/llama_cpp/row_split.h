// --split-mode row: the rows of a matrix shared out over the GPUs.
//
// https://github.com/ggml-org/llama.cpp at b8829: get_row_split and the split buffer type of
// ggml/src/ggml-cuda/ggml-cuda.cu, make_gpu_buft_list of src/llama-model.cpp.
#pragma once

#include <cstdint>
#include <vector>

#include <vramcalc/memory/device.h>
#include <vramcalc/model/recipe.h>

namespace vramcalc::memory::llama_cpp {

class RowSplit {
 public:
  RowSplit() = default;
  /// `ends`: the end of each GPU's share of 1.
  explicit RowSplit(std::vector<float> ends) : ends_(std::move(ends)) {}

  [[nodiscard]] bool is_on() const { return !ends_.empty(); }

  /// Bytes of the tensor on every GPU; empty where it is not split: no matrix of a product, or too
  /// small to leave `home` any row.
  [[nodiscard]] std::vector<Bytes> shares(const model::StoredTensor& stored, Device home) const;

 private:
  [[nodiscard]] std::uint64_t end_of(std::size_t gpu, std::uint64_t rows) const;

  std::vector<float> ends_;
};

}  // namespace vramcalc::memory::llama_cpp
