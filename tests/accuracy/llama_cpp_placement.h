// The rows of data/llama_cpp_placement.jsonl: what llama.cpp plans on each of several devices.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "accuracy/llama_cpp_options.h"
#include "accuracy/reference.h"
#include "memory/llama_cpp/placement.h"

namespace vramcalc::accuracy {

/// One plan. Lists are by device, gpu0 first and the host last, in MiB of two decimals. The GPUs
/// are equal and large enough for anything; the backend is Vulkan, the program llama-server.
struct PlacementRow {
  std::string model;
  std::string options;  // "-c 8192 -ngl 16"
  LlamaCppCall call;    // what they mean
  std::size_t gpus = 1;
  std::vector<double> model_mib;
  std::vector<double> context_mib;
  std::vector<double> compute_mib;

  [[nodiscard]] const ReferenceModel& reference() const { return reference_model(model); }
  /// Its tensors in Q4_K_M.
  [[nodiscard]] const memory::WeightTable& weights() const;
  [[nodiscard]] memory::llama_cpp::Placement placement() const;
};

/// All of them, read once.
[[nodiscard]] const std::vector<PlacementRow>& placement_rows();

/// Bytes on every device of a row in MiB, as it lists them.
[[nodiscard]] std::vector<double> counted_weights(const PlacementRow& row);
[[nodiscard]] std::vector<double> counted_cache(const PlacementRow& row);

}  // namespace vramcalc::accuracy
