// Every tensor on its device: LLM_TENSOR_INFOS of https://github.com/ggml-org/llama.cpp
// src/llama-arch.cpp says which belong to the input, a layer or the output.
#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "memory/llama_cpp/placement.h"
#include "memory/parts/tensor_name.h"

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

// LLM_FFN_EXPS_REGEX, common/common.h
constexpr std::array<std::string_view, 8> expert_tensors{
    "ffn_up_exps",   "ffn_down_exps",   "ffn_gate_exps",   "ffn_gate_up_exps",
    "ffn_up_chexps", "ffn_down_chexps", "ffn_gate_chexps", "ffn_gate_up_chexps"};

// Where the head is the token embedding it is loaded a second time, unless it finds the first in
// the memory that it is for. These two load the head first and find nothing:
// src/models/gemma3n.cpp, src/models/gemma4.cpp
constexpr std::array<std::string_view, 2> head_before_embeddings{"gemma3n", "gemma4"};

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
  }

  void add(const model::StoredTensor& stored) {
    const TensorName name = parsed_name(stored.tensor->name);
    if (is_one_of(shared_by_layers, name.root)) {
      for (const Device device : layer_devices_) {
        add_to(device, stored);
      }
      return;
    }
    add_to(device_of(name), stored);
  }

  void add_to(Device device, const model::StoredTensor& stored) {
    PlacedWeights::OnDevice& place = device.is_host() ? devices_.back() : devices_[device.index];
    if (stored.tensor->part == TensorPart::mtp) {
      place.mtp += stored.bytes;
      ++place.mtp_tensors;
    } else {
      place.language += stored.bytes;
      if (stored.bytes != Bytes{}) {
        ++place.tensors;
      }
    }
  }

  [[nodiscard]] std::vector<PlacedWeights::OnDevice> used_devices() && {
    std::erase_if(devices_, [](const PlacedWeights::OnDevice& place) {
      return place.language == Bytes{} && place.mtp == Bytes{};
    });
    return std::move(devices_);
  }

 private:
  [[nodiscard]] Device device_of_layer(std::uint64_t layer) const {
    return layer < placement_.layers.size() ? placement_.layers[layer] : placement_.output;
  }

  [[nodiscard]] Device device_of(const TensorName& name) const {
    if (name.layer) {
      const bool on_host =
          *name.layer < placement_.host_experts && is_one_of(expert_tensors, name.root);
      return on_host ? host_device : device_of_layer(*name.layer);
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

PlacedWeights place_weights(const model::StoredModel& stored,
                            const model::Architecture& architecture, const Placement& placement) {
  PlacedWeights weights;
  WeightPlacer placer{architecture, placement};
  const model::StoredTensor* embeddings = nullptr;
  bool has_head = false;
  for (const model::StoredTensor& tensor : stored.tensors) {
    if (is_tower(tensor.tensor->part)) {
      weights.unplaced_towers += tensor.bytes;
      continue;
    }
    if (tensor.tensor->name == "token_embd.weight") {
      embeddings = &tensor;
    }
    has_head = has_head || tensor.tensor->name == "output.weight";
    placer.add(tensor);
  }
  const bool copied =
      !placement.output.is_host() || is_one_of(head_before_embeddings, architecture.gguf_name);
  if (!has_head && embeddings != nullptr && copied) {
    placer.add_to(placement.output, *embeddings);
  }
  weights.devices = std::move(placer).used_devices();
  return weights;
}

}  // namespace vramcalc::memory::llama_cpp
