#include "advise/speed/prompt.h"

#include <algorithm>

#include "advise/speed/links.h"

namespace vramcalc::advise {
namespace {

// Tokens that are computed at once: llama.cpp's --ubatch-size.
constexpr double tokens_a_pass = 512;

// Scores and their softmax reach less of the arithmetic than matrices do: what prompts of 512 to
// 8192 tokens of Llama 3 8B come to
// (https://github.com/XiongjieDai/GPU-Benchmarks-on-LLM-Inference).
constexpr double share_of_attention = 0.22;

// Of what passes that follow each other through cards in a row would gain at the best (the same
// tables, 2 to 6 cards).
constexpr double share_of_overlap = 0.7;

// Experts get a part of the tokens each, and their matrices are smaller.
constexpr double share_of_experts = 0.5;

// Operations a second that the card reaches; 0 where they are not known.
double pace_on(const Runner& runner, const memory::DeviceWork& work) {
  return operations_per_second(runner.cards[work.device.index]) *
         runner.paces[work.device.index].arithmetic;
}

double operations_a_token(const Runner& runner, const memory::DeviceWork& work) {
  return (2 * static_cast<double>(work.step.weight_elements) +
          2 * static_cast<double>(work.step.expert_elements) * runner.expert_share /
              share_of_experts);
}

// What stays in main memory is copied to a card for every pass.
double copying(const Runner& runner, double tokens) {
  double bytes = 0;
  for (const memory::DeviceWork& work : runner.work) {
    if (work.device.is_host()) {
      bytes += static_cast<double>(work.step.weights.count() + work.step.experts.count());
    }
  }
  const double passes = std::max(tokens / tokens_a_pass, 1.0);
  return passes * bytes / pcie_bytes_per_second(runner.cards.front());
}

// Cards in a row work on different passes of the prompt at the same time.
double overlap(const Runner& runner, double tokens) {
  const auto stages = static_cast<double>(runner.stages());
  const double passes = std::max(tokens / tokens_a_pass, 1.0);
  const double ideal = passes * stages / (passes + stages - 1);
  return runner.overlaps_passes ? 1 + (ideal - 1) * share_of_overlap : 1;
}

}  // namespace

std::optional<double> prompt_seconds(const Runner& runner, double attention,
                                     const StepTime& reading, std::uint64_t tokens) {
  const auto count = static_cast<double>(tokens);
  double seconds = 0;
  double slowest = 0;  // of the cards that share layers
  double least_peak = 0;
  std::uint64_t members = 0;
  for (const memory::DeviceWork& work : runner.work) {
    if (work.device.is_host()) {
      continue;
    }
    const double peak = pace_on(runner, work);
    if (peak <= 0) {
      return std::nullopt;
    }
    least_peak = least_peak == 0 ? peak : std::min(least_peak, peak);
    slowest = std::max(slowest, operations_a_token(runner, work) / peak * count);
    if (++members == runner.ranks) {
      seconds += slowest;
      slowest = 0;
      members = 0;
    }
  }
  if (least_peak == 0) {
    return std::nullopt;  // nothing computes on a card
  }
  // Half of the pairs: a token looks back only.
  const double pairs = count * count / 2;
  seconds +=
      attention * pairs / (least_peak * share_of_attention * static_cast<double>(runner.ranks));
  seconds /= overlap(runner, count);
  seconds += copying(runner, count) + sum_seconds(runner, count);
  return std::max(seconds, reading.total());
}

}  // namespace vramcalc::advise
