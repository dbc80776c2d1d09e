// The time of one step: every sequence gains one token.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <vramcalc/advise/speed.h>
#include <vramcalc/memory/work.h>

#include "advise/speed/pace.h"

namespace vramcalc::advise {

/// A rig at work on a question, as far as speed goes.
struct Runner {
  std::vector<hardware::Gpu> cards;
  std::vector<memory::DeviceWork> work;  // of every device that computes
  std::uint64_t ranks = 1;               // cards that share every layer
  std::uint64_t hidden_size = 0;
  double expert_share = 1;       // of the routed experts, that a token passes through
  bool overlaps_passes = false;  // cards in a row work on several parts of a prompt at once
  std::vector<Pace> paces;       // of every card
  double ram_bytes_per_second = 0;

  [[nodiscard]] std::uint64_t layers() const;
  /// Cards, or groups that share layers, one after the other.
  [[nodiscard]] std::uint64_t stages() const;
};

/// By what takes it.
struct StepTime {
  double bandwidth = 0;
  double fixed = 0;
  double links = 0;
  double main_memory = 0;
  double arithmetic = 0;  // beyond what reading takes

  [[nodiscard]] double total() const {
    return bandwidth + fixed + links + main_memory + arithmetic;
  }
};

/// `reads`: what one sequence reads of its caches, of each device of the work.
[[nodiscard]] StepTime step_time(const Runner& runner, std::span<const Bytes> reads,
                                 std::uint64_t sequences);

/// The time that so many tokens' sums take on the links between cards that share layers, but for
/// what each waits.
[[nodiscard]] double sum_seconds(const Runner& runner, double tokens);

/// Operations a second of a card with 16-bit numbers; 0 where they are not known.
[[nodiscard]] double operations_per_second(const hardware::Gpu& gpu);

}  // namespace vramcalc::advise
