#include "memory/llama_cpp/companions.h"

#include <map>

#include "memory/llama_cpp/engine.h"
#include "memory/parts/line_items.h"

namespace vramcalc::memory::llama_cpp {
namespace {

constexpr Bytes mebibyte{std::uint64_t{1} << 20};

// Working memory of a tower for one image, as mtmd prints it ("CLIP compute buffer"): 60 MiB for
// small ones, 248 for Qwen2.5-VL, 1132 for Gemma 3 at its largest.
// https://github.com/ggml-org/llama.cpp, tools/mtmd/clip.cpp, alloc_compute_meta
constexpr std::uint64_t tower_low_mib = 60;
constexpr std::uint64_t tower_expected_mib = 250;
constexpr std::uint64_t tower_high_mib = 1200;

model::StoredModel as_stored(const model::Model& model) {
  return model::stored_in(model, model::native_format(model));
}

// The tower works on the first GPU; without one, on the host.
void add_tower(std::vector<LineItem>& items, const model::Model& tower, Device device) {
  const model::StoredModel stored = as_stored(tower);
  items.push_back(
      tensors_item(Component::vision_weights, device, stored.total_bytes(), stored.tensors.size()));
  items.push_back({.component = Component::compute,
                   .device = device,
                   .low = mebibyte * tower_low_mib,
                   .expected = mebibyte * tower_expected_mib,
                   .high = mebibyte * tower_high_mib,
                   .basis = Basis::heuristic,
                   .formula = "tower-compute",
                   .terms = {{"tower", (mebibyte * tower_expected_mib).count(), TermUnit::bytes,
                              TermOrigin::constant}}});
}

// An adapter's matrices lie with the tensors that they change; the device of most layers stands for
// all of them.
void add_adapter(std::vector<LineItem>& items, const model::Model& adapter,
                 const Placement& placement) {
  std::map<Device, std::uint64_t> layers;
  for (const Device device : placement.layers) {
    ++layers[device];
  }
  const model::StoredModel stored = as_stored(adapter);
  for (const auto& [device, count] : layers) {
    items.push_back(
        tensors_item(Component::adapter_weights, device,
                     share_of(stored.total_bytes(), Bytes{count}, Bytes{placement.layers.size()}),
                     stored.tensors.size()));
  }
}

// A draft model is loaded like the model itself, on the GPUs; it shares the process.
void add_draft(std::vector<LineItem>& items, const Question& question, const LlamaCpp& options,
               std::span<const GpuMemory> gpus) {
  Question drafting;
  drafting.model = *options.draft;
  drafting.format = model::native_format(*options.draft);
  drafting.workload = question.workload;
  LlamaCpp own = options;
  own.draft = nullptr;
  own.mmproj = nullptr;
  own.lora.clear();
  own.gpu_layers.reset();
  own.n_cpu_moe = 0;
  own.override_tensor.clear();  // it has --spec-draft-override-tensor
  own.cache_ram_mib = 0;
  own.context_checkpoints = 0;
  drafting.engine = own;
  const Estimate estimate = memory::estimate(drafting, gpus);
  std::map<Device, LineItem> sums;
  for (const LineItem& item : estimate.items) {
    if (item.component == Component::context) {
      continue;
    }
    LineItem& sum = sums[item.device];
    sum.low += item.low;
    sum.expected += item.expected;
    sum.high += item.high;
    sum.terms.push_back(
        {item.formula, item.expected.count(), TermUnit::bytes, TermOrigin::computed});
  }
  for (auto& [device, sum] : sums) {
    sum.component = Component::draft_model;
    sum.device = device;
    sum.basis = Basis::derived;
    sum.formula = "draft-model";
    items.push_back(std::move(sum));
  }
}

}  // namespace

std::vector<LineItem> companion_items(const Question& question, const LlamaCpp& options,
                                      const Placement& placement, std::span<const GpuMemory> gpus) {
  std::vector<LineItem> items;
  if (options.mmproj) {
    add_tower(items, *options.mmproj, placement.gpus == 0 ? host_device : Device{0});
  }
  for (const auto& adapter : options.lora) {
    add_adapter(items, *adapter, placement);
  }
  if (options.draft) {
    add_draft(items, question, options, gpus);
  }
  return items;
}

}  // namespace vramcalc::memory::llama_cpp
