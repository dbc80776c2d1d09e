// Compute buffers of llama.cpp's plans, replayed and planned.
#pragma once

#include <cstddef>
#include <vector>

#include "accuracy/llama_cpp_placement.h"

namespace vramcalc::accuracy {

/// One device of one plan, in MiB.
struct ComparedBuffer {
  const PlacementRow* row = nullptr;
  std::size_t device = 0;  // the host last
  double planned = 0;
  double counted = 0;

  [[nodiscard]] double error() const { return counted - planned; }
  /// 2 MiB.
  [[nodiscard]] bool is_close() const;
  /// 10 % or 24 MiB.
  [[nodiscard]] bool is_near() const;
};

enum class PlanKind { one_gpu, several_gpus, partly_on_host };

[[nodiscard]] PlanKind kind_of(const PlacementRow& row);
/// No experts, no recurrent layers, no latent attention.
[[nodiscard]] bool is_dense(const PlacementRow& row);

/// Of every device of every plan.
[[nodiscard]] const std::vector<ComparedBuffer>& compared_buffers();

}  // namespace vramcalc::accuracy
