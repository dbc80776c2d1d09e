#include "memory/llama_cpp/overrides.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "memory/parts/tensor_name.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// LLM_FFN_EXPS_REGEX, common/common.h
constexpr std::array<std::string_view, 8> expert_tensors{
    "ffn_up_exps",   "ffn_down_exps",   "ffn_gate_exps",   "ffn_gate_up_exps",
    "ffn_up_chexps", "ffn_down_chexps", "ffn_gate_chexps", "ffn_gate_up_chexps"};

constexpr std::string_view pageable = "CPU";
constexpr std::string_view pinned = "_Host";  // main memory too

// GGML_CUDA_NAME of ggml/include/ggml-cuda.h, which is ROCm where HIP compiled it; GGML_VK_NAME
std::vector<std::string_view> makers(LlamaCppBackend backend) {
  return backend == LlamaCppBackend::vulkan ? std::vector<std::string_view>{"Vulkan"}
                                            : std::vector<std::string_view>{"CUDA", "ROCm"};
}

// "CPU, CUDA_Host, CUDA0, CUDA1"
std::string buffer_names(LlamaCppBackend backend, std::size_t gpus) {
  const std::string maker{makers(backend).front()};
  std::string names{pageable};
  if (gpus > 0) {
    names += ", " + maker + std::string{pinned};
  }
  for (std::size_t gpu = 0; gpu < gpus; ++gpu) {
    names += ", " + maker + std::to_string(gpu);
  }
  return names;
}

Device device_of(const TensorOverride& moved, LlamaCppBackend backend, std::size_t gpus) {
  if (is_main_memory(moved.buffer, backend)) {
    return host_device;
  }
  MessageId reason = MessageId::llama_cpp_override_buffer;
  for (const std::string_view maker : makers(backend)) {
    std::string_view rest = moved.buffer;
    if (!rest.starts_with(maker)) {
      continue;
    }
    rest.remove_prefix(maker.size());
    std::uint32_t index = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), index);
    if (error == std::errc{} && end == rest.data() + rest.size()) {
      if (index < gpus) {
        return Device{index};
      }
      reason = MessageId::llama_cpp_override_gpu;
    }
  }
  throw Error(
      ErrorKind::usage,
      {reason,
       {{"pattern", printable(moved.pattern)},
        {"buffer", printable(moved.buffer)},
        {"gpus", std::uint64_t{gpus}}}},
      Text{MessageId::hint_llama_cpp_override_buffer, {{"names", buffer_names(backend, gpus)}}});
}

model::NameRegex compiled(const TensorOverride& moved) {
  if (moved.pattern.empty()) {
    throw Error(ErrorKind::usage,
                {MessageId::llama_cpp_override_no_pattern, {{"buffer", printable(moved.buffer)}}},
                Text{MessageId::hint_llama_cpp_override_no_pattern, {}});
  }
  std::optional<model::NameRegex> pattern = model::NameRegex::compile(moved.pattern);
  if (!pattern) {
    throw Error(ErrorKind::usage,
                {MessageId::llama_cpp_override_pattern, {{"pattern", printable(moved.pattern)}}},
                Text{MessageId::hint_llama_cpp_override_pattern, {}});
  }
  return std::move(*pattern);
}

}  // namespace

bool is_expert_tensor(std::string_view root) {
  return is_one_of(expert_tensors, root);
}

bool is_main_memory(std::string_view buffer, LlamaCppBackend backend) {
  const std::vector<std::string_view> names = makers(backend);
  return buffer == pageable ||
         std::any_of(names.begin(), names.end(), [buffer](std::string_view maker) {
           return buffer.starts_with(maker) && buffer.substr(maker.size()) == pinned;
         });
}

Overrides::Overrides(const LlamaCpp& options, std::size_t gpus) : host_experts_(options.n_cpu_moe) {
  for (const TensorOverride& moved : options.override_tensor) {
    rules_.push_back({compiled(moved), device_of(moved, options.backend, gpus)});
  }
}

std::optional<Overrides::Found> Overrides::find(std::string_view name,
                                                std::optional<std::uint64_t> layer,
                                                bool is_expert) const {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].pattern.is_found_in(name)) {
      return Found{rules_[i].device, i};
    }
  }
  if (layer && *layer < host_experts_ && is_expert) {
    return Found{host_device, std::nullopt};
  }
  return std::nullopt;
}

std::optional<std::size_t> Overrides::first_on_gpu() const {
  const auto found = std::find_if(rules_.begin(), rules_.end(),
                                  [](const Rule& rule) { return !rule.device.is_host(); });
  return found == rules_.end() ? std::nullopt
                               : std::optional{static_cast<std::size_t>(found - rules_.begin())};
}

}  // namespace vramcalc::memory::llama_cpp
