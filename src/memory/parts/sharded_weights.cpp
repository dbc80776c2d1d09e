#include "memory/parts/sharded_weights.h"

#include <algorithm>

#include "memory/parts/tensor_work.h"

namespace vramcalc::memory {
namespace {

using model::TensorPart;

Bytes cut(Bytes whole, std::uint64_t part, std::uint64_t parts) {
  if (whole.count() % parts == 0) {
    return Bytes{whole.count() / parts};
  }
  return Bytes{share_of(whole, Bytes{part + 1}, Bytes{parts}).count() -
               share_of(whole, Bytes{part}, Bytes{parts}).count()};
}

class RankShare {
 public:
  RankShare(std::uint64_t rank, std::uint64_t ranks) : rank_(rank), ranks_(ranks) {}

  [[nodiscard]] Bytes of(Bytes whole, Spread spread,
                         const model::GroupedAttention* attention) const {
    switch (spread) {
      case Spread::replicated:
        return whole;
      case Spread::even:
        return cut(whole, rank_, ranks_);
      case Spread::key_value:
        return by_kv_heads(whole, attention->kv_heads);
      case Spread::fused:
        break;
    }
    const Bytes queries{attention->heads * attention->key_length};
    const Bytes all =
        queries + Bytes{attention->kv_heads * (attention->key_length + attention->value_length)};
    const Bytes of_queries = share_of(whole, queries, all);
    return cut(of_queries, rank_, ranks_) + by_kv_heads(whole - of_queries, attention->kv_heads);
  }

 private:
  [[nodiscard]] Bytes by_kv_heads(Bytes whole, std::uint64_t kv_heads) const {
    const std::uint64_t parts = std::min(std::max<std::uint64_t>(kv_heads, 1), ranks_);
    return cut(whole, rank_ * parts / ranks_, parts);
  }

  std::uint64_t rank_;
  std::uint64_t ranks_;
};

// So many tensors of a kind.
struct Given {
  TensorPart part;
  Bytes bytes;
  std::uint64_t tensors;
};

void add(ShardedWeights& gpu, const Given& given) {
  const Bytes bytes = given.bytes * given.tensors;
  switch (given.part) {
    case TensorPart::mtp:
      gpu.mtp += bytes;
      gpu.mtp_tensors += given.tensors;
      return;
    case TensorPart::vision:
    case TensorPart::audio:
      gpu.towers += bytes;
      gpu.tower_tensors += given.tensors;
      return;
    default:
      gpu.language += bytes;
      gpu.tensors += given.tensors;
  }
}

class Sharder {
 public:
  explicit Sharder(const Grid& grid) : grid_(grid), gpus_(grid.gpus()) {
    for (std::uint64_t gpu = 0; gpu < gpus_.size(); ++gpu) {
      const std::uint64_t stage = gpu / grid.tensor;
      gpus_[gpu].device = Device{static_cast<std::uint32_t>(gpu)};
      gpus_[gpu].work.device = gpus_[gpu].device;
      gpus_[gpu].work.layers = grid.first_layers[stage + 1] - grid.first_layers[stage];
    }
  }

  [[nodiscard]] std::uint64_t last_stage() const { return grid_.pipeline - 1; }

  // `layers` times.
  void give(const WeightShare& share, const model::GroupedAttention* attention, std::uint64_t stage,
            std::uint64_t layers) {
    for (std::uint64_t rank = 0; rank < grid_.tensor; ++rank) {
      ShardedWeights& gpu = gpus_[grid_.device(stage, rank).index];
      const Bytes bytes = RankShare{rank, grid_.tensor}.of(share.bytes, share.spread, attention);
      add(gpu, {share.part, bytes, share.tensors * layers});
      gpu.work.step += share_of(share.work, bytes, share.bytes) * (share.tensors * layers);
    }
  }

  // Embeddings that are the head too are read from end to end.
  void read_head(const StepWork& work) {
    for (ShardedWeights& gpu : gpus_) {
      gpu.work.step += share_of(work, Bytes{1}, Bytes{grid_.tensor});
    }
  }

  // What goes with no layer.
  void give_to_end(const WeightShare& share, const model::GroupedAttention* attention,
                   std::uint64_t layers) {
    const bool is_last = share.part == TensorPart::mtp || share.is_behind_layers;
    give(share, attention, is_last ? last_stage() : 0, layers);
  }

  // `layers`: of this kind, in every stage.
  void give(const LayerKind& kind, std::span<const std::uint64_t> layers) {
    const auto* attention =
        kind.layer ? std::get_if<model::GroupedAttention>(&kind.layer->mixer) : nullptr;
    for (const WeightShare& share : kind.weights.shares) {
      for (std::uint64_t stage = 0; stage < layers.size(); ++stage) {
        if (layers[stage] == 0) {
          continue;
        }
        if (share.part == TensorPart::language) {
          give(share, attention, stage, layers[stage]);
        } else {
          give_to_end(share, attention, layers[stage]);
        }
      }
    }
  }

  [[nodiscard]] std::vector<ShardedWeights> gpus() && { return std::move(gpus_); }

 private:
  const Grid& grid_;
  std::vector<ShardedWeights> gpus_;
};

bool is_loaded(const WeightTensor* tensor) {
  return tensor != nullptr && tensor->part() != TensorPart::generated && tensor->bytes() != Bytes{};
}

}  // namespace

std::vector<ShardedWeights> shard_weights(const WeightTable& weights, const Grid& grid) {
  Sharder sharder{grid};
  std::vector<std::uint64_t> layers(weights.kinds().size() * grid.pipeline);  // by kind and stage
  for (const WeightLayer& layer : weights.layers()) {
    ++layers[layer.kind * grid.pipeline + grid.stage_of(layer.number)];
  }
  for (std::size_t kind = 0; kind < weights.kinds().size(); ++kind) {
    sharder.give(weights.kinds()[kind],
                 std::span{layers}.subspan(kind * grid.pipeline, grid.pipeline));
  }
  for (const WeightShare& share : weights.whole().shares) {
    sharder.give_to_end(share, nullptr, 1);
  }
  const WeightTensor* embeddings = weights.embeddings();
  if (is_loaded(weights.head()) || !is_loaded(embeddings)) {
    return std::move(sharder).gpus();
  }
  const StepWork head = work_of(*embeddings->stored, StepUse::whole);
  if (grid.pipeline == 1) {
    sharder.read_head(head);
  } else {  // loaded on both ends of the pipeline
    sharder.give({.part = embeddings->part(),
                  .spread = spread_of(*embeddings->stored->tensor, embeddings->name, nullptr),
                  .is_behind_layers = true,
                  .bytes = embeddings->bytes(),
                  .work = head,
                  .tensors = 1},
                 nullptr, sharder.last_stage(), 1);
  }
  return std::move(sharder).gpus();
}

}  // namespace vramcalc::memory
