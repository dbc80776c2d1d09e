// The answer to "how much memory": line items and their sums.
//
// Every item carries low <= expected <= high and says how it is known. Sums are sums of items;
// no total is computed any other way.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/core/message.h>
#include <vramcalc/memory/device.h>

namespace vramcalc::memory {

enum class Component : std::uint8_t {
  weights,
  mtp_weights,      // multi-token-prediction layers, where the engine loads them
  vision_weights,   // vision and audio towers and their projector
  adapter_weights,  // LoRA
  draft_model,      // everything that a draft model takes
  kv_cache,
  recurrent_state,
  compute,       // buffers of the compute graph
  output,        // logits and embeddings that a program reads
  context,       // what the driver takes for a process: CUDA context, workspaces
  prompt_cache,  // states of earlier prompts and checkpoints
  reserve,       // the rule of thumb's share for all of these
};

enum class Basis : std::uint8_t {
  exact,      // read from a file or summed from an exact inventory
  derived,    // follows from a formula
  heuristic,  // a rule of thumb
  measured,   // a constant that somebody measured
};

enum class TermUnit : std::uint8_t { count, tokens, bytes, percent };

/// Where the value of a term was taken from.
enum class TermOrigin : std::uint8_t {
  model,     // the file, the config or the catalogue entry of the model
  workload,  // context, sequences, cache types
  engine,    // an option of the engine, or its default
  hardware,  // the card
  constant,  // of the formula's source
  computed,  // by another formula
};

/// A number that was put into a formula. Texts are static.
struct Term {
  std::string_view name;  // as the formula's expression spells it: "cells"
  std::uint64_t value = 0;
  TermUnit unit = TermUnit::count;
  TermOrigin origin = TermOrigin::computed;
};

struct LineItem {
  Component component = Component::weights;
  Device device{};
  Bytes low;
  Bytes expected;
  Bytes high;
  Basis basis = Basis::derived;
  std::string_view formula;  // id in formulas()
  std::vector<Term> terms{};
};

/// How an estimate came about.
enum class Method : std::uint8_t {
  rule,      // parameters × bytes × overhead
  detailed,  // by the tensors of the model
};

struct Estimate {
  Method method = Method::rule;
  /// Every item lies on the device that it names. Else all lie on gpu0, and several cards share
  /// them in proportion to their memory.
  bool is_placed = false;
  std::vector<LineItem> items;
  Bytes weights;              // every tensor of the model once
  std::uint64_t tensors = 0;  // that were counted; 0 by the rule
  std::vector<Text> warnings;
};

struct Interval {
  Bytes low;
  Bytes expected;
  Bytes high;

  friend bool operator==(const Interval&, const Interval&) = default;
};

/// The sum over all GPUs.
[[nodiscard]] Interval total(const Estimate& estimate);

/// The sum over the items of one device.
[[nodiscard]] Interval total_on(const Estimate& estimate, Device device);

/// The sum over the items of one kind, on all devices, the host included.
[[nodiscard]] Interval total_of(const Estimate& estimate, Component component);

}  // namespace vramcalc::memory
