// The programs that run a model. A closed list: std::visit names every place that must know a new
// one.
#pragma once

#include <string_view>
#include <variant>

#include <vramcalc/core/ratio.h>
#include <vramcalc/memory/llama_cpp.h>
#include <vramcalc/memory/rule.h>

namespace vramcalc::memory {

/// No program in particular: everything beside the weights is the rule's share of them.
struct Generic {
  Ratio overhead = default_overhead;
};

using Engine = std::variant<Generic, LlamaCpp>;

/// "generic", "llama.cpp".
[[nodiscard]] std::string_view id_of(const Engine& engine);

}  // namespace vramcalc::memory
