// Every tensor on its device: LLM_TENSOR_INFOS of https://github.com/ggml-org/llama.cpp
// src/llama-arch.cpp says which belong to the input, a layer or the output.
#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "memory/llama_cpp/placement.h"
#include "memory/parts/tensor_name.h"
#include "memory/parts/tensor_work.h"

namespace vramcalc::memory::llama_cpp {
namespace {

using model::TensorPart;

constexpr std::array<std::string_view, 4> input_tensors{"token_embd", "position_embd",
                                                        "token_types", "per_layer_token_embd"};

constexpr std::array<std::string_view, 12> output_tensors{
    "output",         "output_norm",       "output_hc_fn",
    "output_hc_base", "output_hc_scale",   "output_res_score",
    "altup_proj",     "altup_unembd_proj", "cls",
    "dense_2",        "dense_3",           "nextn.post_projection"};

// Every layer asks for them, and gets a copy on its device.
constexpr std::array<std::string_view, 3> shared_by_layers{"rope_freqs", "rope_factors_long",
                                                           "rope_factors_short"};

// These two load the head before the embeddings and do not find them in its memory:
// src/models/gemma3n.cpp, src/models/gemma4.cpp
constexpr std::array<std::string_view, 2> head_before_embeddings{"gemma3n", "gemma4"};

// What --split-mode tensor cuts into parts; every GPU has all the rest. By the pattern lists of
// llama_meta_device_get_split_state, src/llama-model.cpp
constexpr std::array<std::string_view, 22> divided_tensors{
    "attn_q",      "attn_k",           "attn_v",   "attn_qkv",     "attn_gate", "attn_sinks",
    "attn_output", "ssm_dt",           "ssm_a",    "ssm_alpha",    "ssm_beta",  "ssm_ba",
    "ssm_conv1d",  "ssm_out",          "ffn_up",   "ffn_up_exps",  "ffn_gate",  "ffn_gate_exps",
    "ffn_gate_up", "ffn_gate_up_exps", "ffn_down", "ffn_down_exps"};

bool is_divided(const TensorName& name) {
  return name.layer ? is_one_of(divided_tensors, name.root) : name.root == "output";
}

bool is_tower(TensorPart part) {
  return part == TensorPart::vision || part == TensorPart::audio;
}

class WeightPlacer {
 public:
  WeightPlacer(const model::Architecture& architecture, const Placement& placement)
      : placement_(placement),
        // There the norm behind the last layer bears the name of one before the first:
        // LLM_TENSOR_OUTPUT_NORM_LFM2
        norm_of_output_(architecture.gguf_name.starts_with("lfm2") ? "token_embd_norm" : ""),
        devices_(placement.gpus + 1),
        layer_devices_(placement.layers.begin(), placement.layers.end()) {
    for (std::size_t i = 0; i < placement.gpus; ++i) {
      devices_[i].device = Device{static_cast<std::uint32_t>(i)};
    }
    devices_.back().device = host_device;
    for (PlacedWeights::OnDevice& place : devices_) {
      place.work.device = place.device;
      place.work.layers = static_cast<std::uint64_t>(
          std::count(placement.layers.begin(), placement.layers.end(), place.device));
    }
    weights_.used_patterns.resize(placement.overrides.patterns());
  }

  void add(const model::StoredTensor& stored) {
    const TensorName name = parsed_name(stored.tensor->name);
    const StepUse use = use_of(name, false);
    const auto moved = placement_.overrides.find(stored.tensor->name);
    const bool is_shared = is_one_of(shared_by_layers, name.root);
    if (is_shared && !moved) {
      for (const Device device : layer_devices_) {
        add_whole(device, stored, use);
      }
      return;
    }
    const Device home = is_shared ? device_of_layer(0) : device_of(name);
    if (moved) {
      note(*moved, name, home);
      add_whole(moved->device, stored, use);
    } else {
      add_at_home(home, stored, use);
    }
  }

  // Where the head is the embeddings it is loaded once more, unless they are found in the memory
  // that it is for.
  void add_head(const model::StoredTensor& embeddings, bool before_embeddings) {
    const auto moved = placement_.overrides.find(embeddings.tensor->name);
    const Device device = moved ? moved->device : placement_.output;
    const Device of_embeddings = moved ? moved->device : host_device;
    if (!before_embeddings && device == of_embeddings) {
      PlacedWeights::OnDevice& place = device.is_host() ? devices_.back() : devices_[device.index];
      add_work(place.work, embeddings, embeddings.bytes, StepUse::whole);
      return;
    }
    if (moved) {
      add_whole(device, embeddings, StepUse::whole);
    } else {
      add_at_home(device, embeddings, StepUse::whole);
    }
  }

  [[nodiscard]] PlacedWeights placed() && {
    std::erase_if(devices_, [](const PlacedWeights::OnDevice& place) {
      return place.language == Bytes{} && place.mtp == Bytes{};
    });
    weights_.devices = std::move(devices_);
    return std::move(weights_);
  }

 private:
  void note(const Overrides::Found& moved, const TensorName& name, Device home) {
    if (moved.pattern) {
      weights_.used_patterns[*moved.pattern] = true;
    }
    if (moved.device != home) {
      (is_expert_tensor(name.root) ? weights_.moves_experts : weights_.moves_others) = true;
    }
  }

  void add_at_home(Device home, const model::StoredTensor& stored, StepUse use) {
    const std::vector<Bytes> shares = placement_.rows.shares(stored, home);
    if (shares.empty()) {
      add_whole(home, stored, use);
    }
    for (std::size_t gpu = 0; gpu < shares.size(); ++gpu) {
      add_bytes(devices_[gpu], *stored.tensor, shares[gpu]);
      add_work(devices_[gpu].work, stored, shares[gpu], use);
    }
  }

  void add_whole(Device device, const model::StoredTensor& stored, StepUse use) {
    PlacedWeights::OnDevice& place = device.is_host() ? devices_.back() : devices_[device.index];
    add_bytes(place, *stored.tensor, stored.bytes);
    add_work(place.work, stored, stored.bytes, use);
  }

  static void add_bytes(PlacedWeights::OnDevice& place, const model::Tensor& tensor, Bytes bytes) {
    if (tensor.part == TensorPart::mtp) {
      place.mtp += bytes;
      ++place.mtp_tensors;
    } else {
      place.language += bytes;
      // A head that is the token embedding bears its name, and is cut as a head.
      const TensorName name = parsed_name(tensor.name);
      if (!is_divided(name) && name.root != "token_embd") {
        place.mirrored += bytes;
      }
      if (bytes != Bytes{}) {
        ++place.tensors;
      }
    }
  }

  [[nodiscard]] Device device_of_layer(std::uint64_t layer) const {
    return layer < placement_.layers.size() ? placement_.layers[layer] : placement_.output;
  }

  [[nodiscard]] Device device_of(const TensorName& name) const {
    if (name.layer) {
      return device_of_layer(*name.layer);
    }
    if (is_one_of(input_tensors, name.root)) {
      return host_device;
    }
    if (is_one_of(output_tensors, name.root) || name.root == norm_of_output_) {
      return placement_.output;
    }
    return device_of_layer(0);  // what stands before the first layer computes with it
  }

  const Placement& placement_;
  std::string_view norm_of_output_;
  std::vector<PlacedWeights::OnDevice> devices_;  // by GPU, the host last
  std::set<Device> layer_devices_;
  PlacedWeights weights_;
};

}  // namespace

std::size_t count_layers(const model::StoredModel& stored,
                         const model::Architecture& architecture) {
  std::set<std::uint64_t> mtp_layers;
  for (const model::StoredTensor& tensor : stored.tensors) {
    const TensorName name = parsed_name(tensor.tensor->name);
    if (tensor.tensor->part == TensorPart::mtp && name.layer) {
      mtp_layers.insert(*name.layer);
    }
  }
  return architecture.layers.size() + mtp_layers.size();
}

std::size_t count_layers(const Question& question, const LlamaCpp& options,
                         const model::StoredModel& stored) {
  const model::Architecture& architecture = question.model.layout->architecture;
  const bool has_drafts = question.model.source == model::ModelSource::gguf ||
                          options.draft_mtp_tokens != 0 || options.keeps_drafts;
  return has_drafts ? count_layers(stored, architecture) : architecture.layers.size();
}

PlacedWeights place_weights(const model::StoredModel& stored,
                            const model::Architecture& architecture, const Placement& placement) {
  Bytes towers;
  WeightPlacer placer{architecture, placement};
  const model::StoredTensor* embeddings = nullptr;
  bool has_head = false;
  for (const model::StoredTensor& tensor : stored.tensors) {
    if (is_tower(tensor.tensor->part)) {
      towers += tensor.bytes;
      continue;
    }
    if (tensor.tensor->name == "token_embd.weight") {
      embeddings = &tensor;
    }
    has_head = has_head || tensor.tensor->name == "output.weight";
    placer.add(tensor);
  }
  if (!has_head && embeddings != nullptr) {
    placer.add_head(*embeddings, is_one_of(head_before_embeddings, architecture.gguf_name));
  }
  PlacedWeights weights = std::move(placer).placed();
  weights.unplaced_towers = towers;
  return weights;
}

}  // namespace vramcalc::memory::llama_cpp
