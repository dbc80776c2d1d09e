// Enough of a model's layers to reach every peak of its compute buffers.
#pragma once

#include <cstddef>
#include <vector>

#include <vramcalc/memory/device.h>
#include <vramcalc/model/architecture.h>

#include "memory/llama_cpp/layers/decoder.h"
#include "memory/llama_cpp/layers/layer_tensors.h"
#include "memory/llama_cpp/placement.h"

namespace vramcalc::memory::llama_cpp {

/// A GPU whose layers are left out, for another needs just as much.
struct StandIn {
  Device left_out;
  Device instead;
};

struct TellingLayers {
  std::vector<std::size_t> layers;
  std::vector<StandIn> stand_ins;  // in the order of the devices
};

/// `in_pipeline`: every layer is on a GPU, and all of each; then GPUs may be left out.
[[nodiscard]] TellingLayers telling_layers(const model::Architecture& architecture,
                                           const ModelTensors& tensors, const Placement& placement,
                                           const Decoder& decoder, bool in_pipeline);

}  // namespace vramcalc::memory::llama_cpp
