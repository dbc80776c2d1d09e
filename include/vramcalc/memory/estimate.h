// The answer to "how much memory": line items and their sums.
//
// Every item carries low <= expected <= high and says how it is known. Sums are sums of items;
// no total is computed any other way than total() and its kin below.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <vramcalc/core/assumption.h>
#include <vramcalc/core/bytes.h>
#include <vramcalc/core/message.h>
#include <vramcalc/memory/device.h>
#include <vramcalc/memory/work.h>

namespace vramcalc::memory {

enum class Component : std::uint8_t {
  weights,
  mtp_weights,      // multi-token-prediction layers, where the engine loads them
  vision_weights,   // vision and audio towers and their projector
  adapter_weights,  // LoRA
  draft_model,      // everything that a draft model takes
  kv_cache,
  recurrent_state,
  compute,        // buffers of the compute graph
  activations,    // intermediate results at their peak, of engines that allocate as they go
  cuda_graphs,    // pools of captured graphs
  output,         // logits and embeddings that a program reads
  communication,  // buffers of collectives between GPUs: NCCL, custom all-reduce
  context,        // what the driver takes for a process: CUDA context, workspaces
  prompt_cache,   // states of earlier prompts and checkpoints
  reserve,        // the rule of thumb's share for all of these
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

struct Interval {
  Bytes low;
  Bytes expected;
  Bytes high;

  friend bool operator==(const Interval&, const Interval&) = default;
  /// Bound by bound.
  friend Interval operator+(const Interval& a, const Interval& b) {
    return {a.low + b.low, a.expected + b.expected, a.high + b.high};
  }
};

/// low = expected = high.
[[nodiscard]] inline Interval certain(Bytes bytes) {
  return {bytes, bytes, bytes};
}

/// The memory of a card that an engine limits itself to, where it sizes its cache by what is left.
struct CachePool {
  Device device;
  Bytes budget;               // for weights, cache and what else is counted in it
  Bytes cache;                // that the workload asks for, states included
  Interval needed;            // all of the budget that is needed for that
  Interval available;         // for the cache, beside the rest
  bool must_be_free = false;  // the engine refuses to start where less than the budget is free
};

/// What a cache holds that is sized by what is left.
struct CacheCapacity {
  std::uint64_t low_tokens = 0;
  std::uint64_t tokens = 0;
  std::uint64_t high_tokens = 0;
  double max_concurrency = 0;  // sequences of the context that was asked for
  /// The longest single sequence.
  std::uint64_t longest_context_tokens = 0;
};

/// What the driver takes of a card for a process: CUDA context, kernels. The frameworks' own
/// figures leave it out, so it is no item of theirs: it lessens what a card has to give.
struct DriverContext {
  Device device;
  Interval bytes;
};

struct Estimate {
  Method method = Method::rule;
  /// Every item lies on the device that it names. Else all lie on gpu0, and several cards share
  /// them in proportion to their memory.
  bool is_placed = false;
  std::vector<LineItem> items;
  Bytes weights;                          // every tensor of the model once
  std::uint64_t tensors = 0;              // that were counted; 0 by the rule
  std::vector<CachePool> pools;           // one a GPU, where the engine sizes its cache so
  std::optional<CacheCapacity> capacity;  // likewise, where the GPUs are known
  /// What one more token of a sequence adds on all devices, where that does not follow from the
  /// items: pools are allocated ahead.
  std::optional<std::uint64_t> cache_bytes_per_token;
  std::vector<DriverContext> contexts;  // beside the items; none where they hold it
  std::vector<DeviceWork> work;  // of every device that computes; none where no layers are known
  std::uint64_t ranks = 1;       // GPUs that share every layer; the rest work one after the other
  std::vector<Assumption> assumptions;  // about options that nobody gave
  std::vector<Text> warnings;
};

/// The sum over all GPUs. Where a cache takes what is left, the other items' spread upwards is the
/// cache's loss and none of the sum's.
[[nodiscard]] Interval total(const Estimate& estimate);

/// The sum over the items of one device.
[[nodiscard]] Interval total_on(const Estimate& estimate, Device device);

/// What a device cannot do without: its items, but of a cache that takes what is left only what the
/// workload asks of it.
[[nodiscard]] Interval needed_on(const Estimate& estimate, Device device);

/// The sum over the items of one kind, on all devices, the host included.
[[nodiscard]] Interval total_of(const Estimate& estimate, Component component);

}  // namespace vramcalc::memory
