// Which device llama.cpp gives every layer, its tensors and its cache to.
//
// The rules are those of llama_model::load_tensors and llama_kv_cache
// (https://github.com/ggml-org/llama.cpp, src/llama-model.cpp, src/llama-kv-cache.cpp).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <vramcalc/memory/device.h>
#include <vramcalc/memory/llama_cpp.h>
#include <vramcalc/memory/question.h>
#include <vramcalc/model/architecture.h>

#include "memory/llama_cpp/overrides.h"
#include "memory/llama_cpp/row_split.h"
#include "memory/weights/weight_table.h"

namespace vramcalc::memory::llama_cpp {

struct Placement {
  std::vector<Device> layers;  // where each layer computes and its tensors lie
  Device output;               // output norm and head
  Overrides overrides;         // tensors that lie elsewhere than their layer
  RowSplit rows;               // --split-mode row: how matrices are shared out
  bool cache_on_host = false;  // --no-kv-offload: every cache in main memory
  std::size_t gpus = 1;        // that llama.cpp opens, with layers or without

  /// Where the layer's cache lies.
  [[nodiscard]] Device cache_of(std::size_t layer) const {
    return cache_on_host ? host_device : layers[layer];
  }
  /// GPUs up to the last that works on some layer or the output: more than one makes a pipeline;
  /// 0 where all of it is in main memory.
  [[nodiscard]] std::size_t working_gpus() const;
  /// Whether the output and every layer, however much of its tensors and caches, are on GPUs.
  [[nodiscard]] bool is_all_on_gpus() const;
};

/// Layers as llama.cpp counts them for --gpu-layers and for the split: those of the language model
/// and the multi-token-prediction layers that the tensors hold, whether they are loaded or not.
[[nodiscard]] std::size_t count_layers(const WeightTable& weights,
                                       const model::Architecture& architecture);

/// Likewise of a question. A file that is still to be made has draft layers only where the question
/// is about drafts (`convert_hf_to_gguf.py --no-mtp`), as its mixture of types is counted too; of
/// one that was loaded elsewhere LlamaCpp::keeps_drafts says so.
[[nodiscard]] std::size_t count_layers(const Question& question, const LlamaCpp& options,
                                       const WeightTable& weights);

/// Throws Error(usage) where the shares are more than the GPUs, negative or no numbers.
void check_tensor_split(const std::vector<double>& split, std::size_t gpus);

/// `layers`: by count_layers(). Throws Error(usage) where --tensor-split names more devices than
/// there are or is not a list of shares, and as Overrides do; Error(unsupported) for a --split-mode
/// that llama.cpp refuses, or whose shares are not known here.
[[nodiscard]] Placement place(std::size_t layers, const LlamaCpp& options,
                              std::span<const GpuMemory> gpus);

/// Weights by device and part, each tensor where llama.cpp loads it: token embeddings in main
/// memory (and again on the output's device where they are the head too), the rest with its layer.
struct PlacedWeights {
  struct OnDevice {
    Device device;
    Bytes language;
    /// Of `language`, what --split-mode tensor keeps whole on every GPU.
    Bytes mirrored;
    /// Of multi-token-prediction layers. llama.cpp loads them only for a draft that uses them
    /// (--spec-type draft-mtp), else it skips them: they are no part of `language`.
    Bytes mtp;
    std::uint64_t mtp_tensors = 0;
    std::uint64_t tensors = 0;  // of the language model, copies and parts included
    DeviceWork work{};
  };
  std::vector<OnDevice> devices;  // GPUs in order, the host last; those without any left out
  Bytes unplaced_towers;  // vision and audio tensors of a file: llama.cpp does not load them
  std::vector<bool> used_patterns;  // of --override-tensor: those that decided on some tensor
  bool moves_experts = false;       // overrides take some away from their layer
  bool moves_others = false;        // and other tensors
};

[[nodiscard]] PlacedWeights place_weights(const WeightTable& weights,
                                          const model::Architecture& architecture,
                                          const Placement& placement);

}  // namespace vramcalc::memory::llama_cpp
