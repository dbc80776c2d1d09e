// Tensors that lie elsewhere than their layer: --override-tensor, and --n-cpu-moe, which is a short
// way to write such overrides.
//
// https://github.com/ggml-org/llama.cpp common/arg.cpp (parse_tensor_buffer_overrides) and
// src/llama-model-loader.cpp (create_tensor): the first pattern that is found in the tensor's full
// name decides, std::regex_search.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <vramcalc/memory/device.h>
#include <vramcalc/memory/llama_cpp.h>

#include "model/modules/name_regex.h"

namespace vramcalc::memory::llama_cpp {

/// `root`: of a parsed name. The routed experts' matrices and biases.
[[nodiscard]] bool is_expert_tensor(std::string_view root);

/// Whether a buffer of --override-tensor is main memory: "CPU", "CUDA_Host".
[[nodiscard]] bool is_main_memory(std::string_view buffer, LlamaCppBackend backend);

class Overrides {
 public:
  Overrides() = default;
  /// Throws Error(usage) for a pattern that is empty or not understood, and for a buffer that is
  /// not there.
  Overrides(const LlamaCpp& options, std::size_t gpus);

  struct Found {
    Device device;
    std::optional<std::size_t> pattern;  // which of --override-tensor; none: --n-cpu-moe
  };
  /// Whether any tensor of the layer, or of none, may lie elsewhere.
  [[nodiscard]] bool may_move(std::optional<std::uint64_t> layer) const {
    return !rules_.empty() || (layer && *layer < host_experts_);
  }

  /// By its full name. Nothing: the tensor stays with its layer.
  [[nodiscard]] std::optional<Found> find(std::string_view name, std::optional<std::uint64_t> layer,
                                          bool is_expert) const;

  /// The first pattern that moves tensors to a GPU.
  [[nodiscard]] std::optional<std::size_t> first_on_gpu() const;

  /// Of --override-tensor.
  [[nodiscard]] std::size_t patterns() const { return rules_.size(); }

 private:
  struct Rule {
    model::NameRegex pattern;
    Device device;
  };
  std::vector<Rule> rules_;
  std::uint64_t host_experts_ = 0;  // the first layers whose experts lie in main memory
};

}  // namespace vramcalc::memory::llama_cpp
