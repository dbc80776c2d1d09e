#include "read/gguf/adapter.h"

#include <algorithm>
#include <string>

#include <vramcalc/core/spelling.h>

#include "read/gguf/names.h"

namespace vramcalc::read {
namespace {

// Of "blk.0.attn_q.weight.lora_a": https://github.com/ggml-org/llama.cpp src/llama-adapter.cpp
constexpr std::string_view lora_a = ".lora_a";
constexpr std::size_t most_modules = 64;

std::string_view module_of(std::string_view name) {
  const std::string_view stem = split_gguf_name(name).stem;
  return stem.substr(0, stem.find('.'));
}

std::string upper_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

}  // namespace

bool is_gguf_adapter(const GgufMetadata& metadata) {
  return metadata.text("general.type") == "adapter";
}

model::Adapter read_gguf_adapter(const GgufMetadata& metadata, const model::Inventory& inventory) {
  model::Adapter adapter;
  adapter.method = upper_case(printable(metadata.text("adapter.type")));
  adapter.base_model = printable(metadata.text("general.base_model.0.name"));
  const auto alpha = metadata.number("adapter.lora.alpha");
  adapter.alpha = alpha ? alpha->floating : 0;
  for (const model::Tensor& tensor : inventory.tensors()) {
    if (!tensor.name.ends_with(lora_a)) {
      continue;
    }
    adapter.rank = std::max(adapter.rank, tensor.shape[1]);
    const std::string module = printable(module_of(tensor.name));
    auto& modules = adapter.target_modules;
    if (modules.size() < most_modules &&
        std::find(modules.begin(), modules.end(), module) == modules.end()) {
      modules.push_back(module);
    }
  }
  return adapter;
}

}  // namespace vramcalc::read
