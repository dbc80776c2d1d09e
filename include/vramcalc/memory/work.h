// What generating a token takes of every device: the weights and caches that it reads, and the
// multiplications. How fast a model runs follows from that; how much memory it takes does not.
#pragma once

#include <cstdint>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/memory/device.h>

namespace vramcalc::memory {

struct Estimate;
struct Question;

/// For every step in which each sequence gains one token.
struct StepWork {
  /// Read at every step: all weights of the language model but routed experts, and embeddings of
  /// which a step reads a row.
  Bytes weights;
  /// Routed experts: a token passes through Architecture::experts_used of them.
  Bytes experts;
  /// Elements of the matrices among them: a token takes two operations an element.
  std::uint64_t weight_elements = 0;
  std::uint64_t expert_elements = 0;

  StepWork& operator+=(const StepWork& other);
  friend bool operator==(const StepWork&, const StepWork&) = default;
};

/// So many times.
[[nodiscard]] StepWork operator*(const StepWork& work, std::uint64_t times);

/// The share that `part` is of `whole`; 0 of nothing.
[[nodiscard]] StepWork share_of(const StepWork& work, Bytes part, Bytes whole);

/// Of one device.
struct DeviceWork {
  Device device;
  std::uint64_t layers = 0;  // that compute there
  StepWork step{};
};

/// The caches and states that one sequence of `tokens` reads at a step, on each device of
/// estimate.work, in its order. The estimate is the question's.
[[nodiscard]] std::vector<Bytes> cache_reads(const Question& question, const Estimate& estimate,
                                             std::uint64_t tokens);

/// The work of a model of which only the size is known, whose weights the devices share in those
/// proportions: layers as many as dense models of its size have.
[[nodiscard]] std::vector<DeviceWork> work_of_size(std::uint64_t parameters, Bytes weights,
                                                   const std::vector<Bytes>& shares);

/// Layers of dense models of that many parameters, by their usual shapes: 32 of 7 billion, 40 of
/// 13, 80 of 70 (the layer counts of Llama 2, https://arxiv.org/abs/2307.09288).
[[nodiscard]] std::uint64_t usual_layers(std::uint64_t parameters);

}  // namespace vramcalc::memory
