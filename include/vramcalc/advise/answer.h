// The whole answer to "how much memory, and does it fit": what `estimate` prints.
#pragma once

#include <optional>
#include <vector>

#include <vramcalc/advise/fit.h>
#include <vramcalc/core/assumption.h>
#include <vramcalc/memory/model_estimate.h>
#include <vramcalc/model/model.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::advise {

struct EstimateRequest {
  model::Model model;
  model::WeightFormat format;
  Ratio overhead = memory::default_overhead;
  std::vector<hardware::RigCards> cards;  // the kinds of the fit table
  bool rig_is_named = false;              // `cards` are one computer that somebody has in mind
  std::vector<Assumption> assumptions;
  std::vector<Text> warnings;  // of whoever read the model
};

/// One kind of card: the number asked about, and the rows that answer.
struct KindFit {
  std::uint64_t named = 1;
  std::vector<Fit> rows;  // one, or two where `named` does not hold it

  [[nodiscard]] const Fit& answer() const { return rows.back(); }
};

struct EstimateAnswer {
  model::Model model;
  model::WeightFormat format;
  Ratio overhead;
  memory::Estimate estimate;
  memory::Interval total;
  double bits_per_weight = 0;  // of the weights as they are kept; 0 where they have no parameters
  memory::Estimate rule;       // the rule of thumb's answer; the same where nothing better is known
  std::vector<KindFit> kinds;
  std::vector<DeviceFit> devices;             // where a rig was named
  std::optional<Verdict> verdict;             // of the worst device, where a rig was named
  std::optional<hardware::SystemMemory> ram;  // of the rig that was named
  std::optional<hardware::Power> power;       // likewise
  std::vector<Assumption> assumptions;
  std::vector<Text> warnings;  // about the model; those about its power supply stand in `power`
};

[[nodiscard]] EstimateAnswer answer(const EstimateRequest& request);

/// What a card's memory figure rests on, where that is not the driver's own reading.
[[nodiscard]] std::optional<Assumption> memory_assumption(const hardware::Gpu& gpu);

}  // namespace vramcalc::advise
