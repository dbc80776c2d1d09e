#include "memory/llama_cpp/row_split.h"

#include <array>
#include <string_view>

#include "memory/parts/tensor_name.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// get_mmq_y_host: 64 on GPUs before Volta and on RDNA 1, 128 on all others. The cards' generation
// is not asked for: on the older ones a border can lie 64 rows further.
constexpr std::uint64_t rows_together = 128;

// Matrices by their shape that are no factor of GGML_OP_MUL_MAT: LLM_TENSOR_INFOS,
// src/llama-arch.cpp
constexpr std::array<std::string_view, 9> not_multiplied{
    "ssm_conv1d", "ssm_conv1d_q",   "ssm_conv1d_k",   "ssm_conv1d_v", "ssm_a",
    "ssm_d",      "shortconv.conv", "time_mix_first", "attn_rel_b"};

bool is_factor(const model::Tensor& tensor) {
  const TensorName name = parsed_name(tensor.name);
  return tensor.shape.true_rank() == 2 && name.stem.ends_with(".weight") &&
         name.root.find("norm") == std::string_view::npos && !is_one_of(not_multiplied, name.root);
}

}  // namespace

std::uint64_t RowSplit::end_of(std::size_t gpu, std::uint64_t rows) const {
  if (gpu + 1 == ends_.size()) {
    return rows;
  }
  const auto end = static_cast<std::uint64_t>(static_cast<float>(rows) * ends_[gpu]);
  return end - end % rows_together;
}

std::vector<Bytes> RowSplit::shares(const model::StoredTensor& stored, Device home) const {
  if (!is_on() || home.is_host() || !is_factor(*stored.tensor)) {
    return {};
  }
  const std::uint64_t rows = stored.tensor->shape[1];
  std::vector<Bytes> shares;
  std::uint64_t begin = 0;
  for (std::size_t gpu = 0; gpu < ends_.size(); ++gpu) {
    const std::uint64_t end = end_of(gpu, rows);
    if (gpu == home.index && end == begin) {
      return {};
    }
    shares.push_back(share_of(stored.bytes * (end - begin), rows));
    begin = end;
  }
  return shares;
}

}  // namespace vramcalc::memory::llama_cpp
