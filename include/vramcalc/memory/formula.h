// The formulas that numbers come from: one table, for `--explain` and docs/formulas.md.
#pragma once

#include <span>
#include <string_view>

#include <vramcalc/core/message.h>

namespace vramcalc::memory {

/// What a term of an item means.
struct Symbol {
  std::string_view name;  // as the expression spells it: "cells"
  MessageId meaning;
};

struct Formula {
  std::string_view id;          // what a line item names: "kv-cache"
  MessageId meaning;            // what it counts, in a sentence
  std::string_view expression;  // in the symbols of the item's terms
  /// Empty where the terms bear names of llama.cpp's graph or of other formulas.
  std::span<const Symbol> symbols;
  std::span<const std::string_view> sources;  // public: a project's file, a paper, a thread
  /// A command whose answer has an item of this formula: its worked example.
  std::string_view example;
};

/// In the order of the table: the rule of thumb, weights, caches, compute, what lies beside them.
[[nodiscard]] std::span<const Formula> formulas();

/// Null for an id that is none of them.
[[nodiscard]] const Formula* find_formula(std::string_view id);

}  // namespace vramcalc::memory
