#include "memory/parts/sharded_weights.h"

#include <algorithm>
#include <array>

#include "memory/parts/tensor_name.h"
#include "memory/parts/tensor_work.h"

namespace vramcalc::memory {
namespace {

using model::TensorPart;

// How the ranks of a stage share a tensor.
enum class Spread : std::uint8_t {
  replicated,
  even,
  key_value,  // by KV heads, copied where there are more ranks
  fused,      // queries by heads, keys and values by KV heads
};

// Vectors that belong to columns or heads which are cut; every other vector is on all ranks.
constexpr std::array<std::string_view, 15> cut_vectors{
    "attn_q",        "attn_q_b",         "attn_sinks",    "attn_gate",
    "ffn_gate",      "ffn_up",           "output",        "ssm_a",
    "ssm_d",         "ssm_dt",           "ssm_conv1d",    "ffn_up_exps",
    "ffn_gate_exps", "ffn_gate_up_exps", "time_mix_first"};

// Matrices that every rank has whole.
constexpr std::array<std::string_view, 24> whole_matrices{"ffn_gate_inp",
                                                          "ffn_gate_inp_shexp",
                                                          "attn_q_a",
                                                          "attn_kv_a_mqa",
                                                          "attn_kv",
                                                          "position_embd",
                                                          "token_types",
                                                          "altup_proj",
                                                          "altup_unembd_proj",
                                                          "altup_router",
                                                          "altup_predict_coef",
                                                          "altup_correct_coef",
                                                          "laurel_l",
                                                          "laurel_r",
                                                          "ssm_f_a",
                                                          "ssm_g_a",
                                                          "time_mix_w1",
                                                          "time_mix_w2",
                                                          "time_mix_decay_w1",
                                                          "time_mix_decay_w2",
                                                          "time_mix_lerp_fused",
                                                          "ssm_x",
                                                          "ffn_res_score",
                                                          "attn_res_score"};

constexpr std::array<std::string_view, 4> input_tensors{"token_embd", "position_embd",
                                                        "token_types", "per_layer_token_embd"};
constexpr std::array<std::string_view, 7> output_tensors{
    "output",          "output_norm",       "output_hc_fn",    "output_hc_base",
    "output_hc_scale", "altup_unembd_proj", "output_res_score"};

Bytes cut(Bytes whole, std::uint64_t part, std::uint64_t parts) {
  return Bytes{share_of(whole, Bytes{part + 1}, Bytes{parts}).count() -
               share_of(whole, Bytes{part}, Bytes{parts}).count()};
}

const model::GroupedAttention* attention_of(const TensorName& name,
                                            const model::Architecture& architecture) {
  if (!name.layer || *name.layer >= architecture.layers.size()) {
    return nullptr;
  }
  return std::get_if<model::GroupedAttention>(&architecture.layers[*name.layer].mixer);
}

Spread spread_of(const model::Tensor& tensor, const TensorName& name,
                 const model::GroupedAttention* attention) {
  const bool is_vector = tensor.shape.true_rank() <= 1;
  if (attention != nullptr && (name.root == "attn_k" || name.root == "attn_v")) {
    return Spread::key_value;
  }
  if (attention != nullptr && name.root == "attn_qkv") {
    return Spread::fused;
  }
  if (is_vector) {
    const bool is_cut = is_one_of(cut_vectors, name.root) || name.root == "attn_k" ||
                        name.root == "attn_v" || name.root == "attn_qkv";
    return is_cut ? Spread::even : Spread::replicated;
  }
  const bool is_whole = is_one_of(whole_matrices, name.root) || name.root.ends_with("_norm") ||
                        name.root.starts_with("indexer") || name.root.starts_with("hc_") ||
                        name.root.starts_with("attn_compress");
  return is_whole ? Spread::replicated : Spread::even;
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

void add(ShardedWeights& gpu, TensorPart part, Bytes bytes) {
  switch (part) {
    case TensorPart::mtp:
      gpu.mtp += bytes;
      ++gpu.mtp_tensors;
      return;
    case TensorPart::vision:
    case TensorPart::audio:
      gpu.towers += bytes;
      ++gpu.tower_tensors;
      return;
    default:
      gpu.language += bytes;
      ++gpu.tensors;
  }
}

std::uint64_t stage_of(const model::Tensor& tensor, const TensorName& name, const Grid& grid) {
  if (tensor.part == TensorPart::mtp) {
    return grid.pipeline - 1;
  }
  if (name.layer && tensor.part == TensorPart::language) {
    return grid.stage_of(*name.layer);
  }
  return is_one_of(output_tensors, name.root) ? grid.pipeline - 1 : 0;
}

}  // namespace

std::vector<ShardedWeights> shard_weights(const model::StoredModel& stored,
                                          const model::Architecture& architecture,
                                          const Grid& grid) {
  std::vector<ShardedWeights> gpus(grid.gpus());
  for (std::uint64_t gpu = 0; gpu < gpus.size(); ++gpu) {
    gpus[gpu].device = Device{static_cast<std::uint32_t>(gpu)};
    gpus[gpu].work.device = gpus[gpu].device;
    gpus[gpu].work.layers = grid.layers_of(gpu / grid.tensor, architecture).size();
  }
  const auto give = [&](const model::StoredTensor& tensor, const TensorName& name,
                        std::uint64_t stage, StepUse use) {
    const model::GroupedAttention* attention = attention_of(name, architecture);
    const Spread spread = spread_of(*tensor.tensor, name, attention);
    for (std::uint64_t rank = 0; rank < grid.tensor; ++rank) {
      ShardedWeights& gpu = gpus[grid.device(stage, rank).index];
      const Bytes share = RankShare{rank, grid.tensor}.of(tensor.bytes, spread, attention);
      add(gpu, tensor.tensor->part, share);
      add_work(gpu.work, tensor, share, use);
    }
  };
  const model::StoredTensor* embeddings = nullptr;
  const bool has_head = std::any_of(
      stored.tensors.begin(), stored.tensors.end(),
      [](const model::StoredTensor& tensor) { return tensor.tensor->name == "output.weight"; });
  const bool embeddings_are_head = !has_head && grid.pipeline == 1;
  for (const model::StoredTensor& tensor : stored.tensors) {
    const TensorPart part = tensor.tensor->part;
    if (part == TensorPart::generated || tensor.bytes == Bytes{}) {
      continue;
    }
    const TensorName name = parsed_name(tensor.tensor->name);
    if (tensor.tensor->name == "token_embd.weight") {
      embeddings = &tensor;
    }
    give(tensor, name, stage_of(*tensor.tensor, name, grid), use_of(name, embeddings_are_head));
  }
  // A head that is the embedding is loaded on both ends of a pipeline.
  if (!has_head && embeddings != nullptr && grid.pipeline > 1) {
    give(*embeddings, parsed_name(embeddings->tensor->name), grid.pipeline - 1, StepUse::whole);
  }
  return gpus;
}

}  // namespace vramcalc::memory
