// llama.cpp's compute buffers: the peak of what is alive in the graph, device by device.
#pragma once

#include <string_view>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/memory/device.h>
#include <vramcalc/memory/llama_cpp.h>
#include <vramcalc/memory/workload.h>
#include <vramcalc/model/architecture.h>

#include "memory/llama_cpp/placement.h"
#include "memory/weights/weight_table.h"

namespace vramcalc::memory::llama_cpp {

/// A tensor that is alive when a device's buffer is fullest.
struct LiveTensor {
  std::string_view name;  // llama.cpp's own: "ffn_gate"; static
  Bytes bytes;
};

struct ComputeBuffer {
  Device device;
  Bytes bytes;
  std::vector<LiveTensor> peak;  // largest first
};

/// Whether several GPUs work on several ubatches at once, for which inputs are kept several times
/// (llama_context, src/llama-context.cpp).
[[nodiscard]] bool is_pipeline(const LlamaCpp& options, const Placement& placement);

/// Buffers of every device that takes part, the host last. What a layer computes follows from the
/// tensors that it has. `with_pipeline`: false where a pipeline is given up for want of memory.
[[nodiscard]] std::vector<ComputeBuffer> compute_buffers(
    const WeightTable& weights, const model::Architecture& architecture, const Workload& workload,
    const LlamaCpp& options, const Placement& placement, bool with_pipeline = true);

}  // namespace vramcalc::memory::llama_cpp
