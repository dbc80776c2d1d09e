// What runs on a machine: of many models each in its best precision, with its longest context and
// its speed; and what a little more of a machine would add.
//
// "Best" means most bits per weight. A model fits where the high estimate does and what a system
// usually needs stays free.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <vramcalc/advise/room.h>
#include <vramcalc/advise/speed.h>
#include <vramcalc/memory/question.h>

namespace vramcalc::advise {

struct WhatFitsRequest {
  std::vector<model::Model> models;
  memory::Engine engine;
  memory::Workload workload;  // its context is the least that a model must hold
  Machine machine;
  double least_bits = 4;  // per weight
  std::optional<double> min_tokens_per_second;
  std::optional<std::uint64_t> prompt_tokens;  // absent: usual_prompt() of the workload
};

struct FittingModel {
  model::Model model;
  model::WeightFormat format;
  double bits_per_weight = 0;  // of its weights as they are kept
  Bytes total;                 // expected, over all cards, at the least context
  std::uint64_t longest_context_tokens = 0;
  std::optional<Speed> speed;
  bool experts_in_ram = false;  // llama.cpp's --n-cpu-moe of all layers: the cards alone are small
};

/// What a larger machine would hold besides.
struct Unlocks {
  std::uint64_t more = 0;    // models that do not fit now
  std::uint64_t better = 0;  // models that would be kept in more bits
  std::string largest;       // of those that do not fit now, by name
};

struct WhatFits {
  std::vector<FittingModel> models;  // in the order of the request
  std::uint64_t refused = 0;         // that the engine does not run
  std::uint64_t too_slow = 0;
  std::optional<Unlocks> one_more_card;  // of the first kind; where it can be combined
  /// With the smallest size of RAM, as it is sold, that adds a model; nothing where none does.
  std::optional<Bytes> more_ram;
  Unlocks with_more_ram;
};

[[nodiscard]] WhatFits what_fits(const WhatFitsRequest& request);

}  // namespace vramcalc::advise
