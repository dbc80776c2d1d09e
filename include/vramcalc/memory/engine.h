// The programs that run a model. A closed list: std::visit names every place that must know a new
// one.
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include <vramcalc/core/ratio.h>
#include <vramcalc/memory/exllamav3.h>
#include <vramcalc/memory/llama_cpp.h>
#include <vramcalc/memory/mlx.h>
#include <vramcalc/memory/rule.h>
#include <vramcalc/memory/sglang.h>
#include <vramcalc/memory/tensorrt_llm.h>
#include <vramcalc/memory/transformers.h>
#include <vramcalc/memory/vllm.h>

namespace vramcalc::memory {

/// No program in particular: what most of them come to. With an overhead everything beside the
/// weights is the rule's share of them.
struct Generic {
  std::optional<Ratio> overhead;
};

using Engine =
    std::variant<Generic, LlamaCpp, Vllm, Sglang, TensorRtLlm, Transformers, ExllamaV3, Mlx>;

/// "generic", "llama.cpp", "vllm".
[[nodiscard]] std::string_view id_of(const Engine& engine);

/// The engine as it would be asked about other cards: without what was said of the split over the
/// cards that were asked about.
[[nodiscard]] Engine on_other_cards(Engine engine);

}  // namespace vramcalc::memory
