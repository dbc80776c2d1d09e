// One GPU of a grid with its share of the model: what every engine but llama.cpp starts from.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <vramcalc/memory/estimate.h>
#include <vramcalc/memory/question.h>

#include "memory/parts/grid.h"
#include "memory/parts/layer_widths.h"
#include "memory/parts/sharded_weights.h"

namespace vramcalc::memory {

struct GpuRank {
  GpuMemory gpu;
  std::uint64_t stage = 0;
  bool is_last_stage = false;
  ShardedWeights weights;
};

/// A question laid out over a grid.
struct SpreadModel {
  Grid grid;
  std::vector<GpuRank> ranks;  // in order
  LayerWidths widths;
  Estimate estimate;  // method, weights and tensors are set; no items yet
};

/// The model has a layout. Throws what choose_grid() and model::stored_in() throw.
[[nodiscard]] SpreadModel spread_model(const Question& question, const GridOptions& options,
                                       std::span<const GpuMemory> gpus);

/// Layer by layer, in proportion to the GPUs' memory.
[[nodiscard]] SpreadModel spread_by_memory(const Question& question,
                                           std::span<const GpuMemory> gpus);

struct LoadedParts {
  bool mtp = false;            // multi-token-prediction layers
  bool towers = true;          // vision and audio
  Basis basis = Basis::exact;  // of the language model's weights
};

/// ExLlama searches for the bits of each matrix until their mean is what was asked for: the sum
/// follows from the mean, the single tensors do not.
[[nodiscard]] Basis basis_of(const model::WeightFormat& format);

/// The weights of one GPU as items.
void add_weights(std::vector<LineItem>& items, const ShardedWeights& weights, LoadedParts parts);

/// Throws Error(unsupported) where tokens are to be drafted and the model has no layers for that.
void check_drafts(const SpreadModel& spread, std::uint64_t draft_tokens);

}  // namespace vramcalc::memory
