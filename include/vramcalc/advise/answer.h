// The whole answer to "how much memory, and does it fit": what `estimate` prints.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <vramcalc/advise/fit.h>
#include <vramcalc/advise/room.h>
#include <vramcalc/advise/speed.h>
#include <vramcalc/core/assumption.h>
#include <vramcalc/memory/question.h>
#include <vramcalc/memory/rule.h>
#include <vramcalc/model/model.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::advise {

struct EstimateRequest {
  model::Model model;
  model::WeightFormat format;
  memory::Engine engine;
  memory::Workload workload;
  Ratio overhead = memory::default_overhead;   // of the rule of thumb beside the estimate
  std::optional<Bytes> reserve;                // must stay free on every card
  std::optional<Bytes> installed_ram;          // of the computer with the named cards
  Bytes ram_in_use;                            // of it, by other programs and the system
  std::optional<std::uint64_t> prompt_tokens;  // of a request; absent: usual_prompt()
  std::vector<hardware::RigCards> cards;       // the kinds of the fit table
  bool rig_is_named = false;                   // `cards` are one computer that somebody has in mind
  std::vector<Assumption> assumptions;
  std::vector<Text> warnings;  // of whoever read the model
  /// As of memory::Question.
  std::shared_ptr<const memory::CountedWeights> weights = nullptr;
};

/// The request with its weights counted, as memory::prepared() does it.
[[nodiscard]] EstimateRequest prepared(EstimateRequest request);

/// One kind of card: the number asked about, and the rows that answer.
struct KindFit {
  std::uint64_t named = 1;
  std::vector<Fit> rows;        // one, or two where `named` does not hold it
  std::vector<Bytes> in_use{};  // as hardware::RigCards has it

  [[nodiscard]] const Fit& answer() const { return rows.back(); }
};

/// The cards that somebody has in mind.
[[nodiscard]] hardware::Rig named_rig(const std::vector<KindFit>& kinds);

struct EstimateAnswer {
  model::Model model;
  model::WeightFormat format;
  memory::Engine engine;
  memory::Workload workload;
  Ratio overhead;
  memory::Estimate estimate;  // on the rig that was named, else on one sufficiently large GPU
  memory::Interval total;     // of all GPUs
  Bytes kv_cache;             // caches and recurrent states, those in main memory included
  Bytes host;                 // main memory that the engine holds while it runs
  /// What one more token of one sequence adds to the caches that grow with it, on all devices;
  /// where the estimate knows devices.
  std::optional<std::uint64_t> kv_bytes_per_token;
  double bits_per_weight = 0;  // of the weights as they are kept; 0 where they have no parameters
  memory::Estimate rule;       // the rule of thumb's answer; the same where nothing better is known
  std::vector<KindFit> kinds;
  std::vector<DeviceFit> devices;             // where a rig was named
  std::optional<HostFit> host_fit;            // where its main memory was named too
  std::optional<Verdict> verdict;             // of the worst device, where a rig was named
  std::optional<hardware::SystemMemory> ram;  // of the rig that was named
  std::optional<hardware::Power> power;       // likewise
  std::optional<Room> room;                   // likewise, where the estimate knows devices
  std::optional<Speed> speed;                 // likewise, where its bandwidth is known
  std::vector<Assumption> assumptions;
  std::vector<Text>
      warnings;  // about the model and the engine; those about its power supply stand in `power`
};

[[nodiscard]] EstimateAnswer answer(const EstimateRequest& request);

/// What of an answer hangs on no card's verdict: no kinds, devices, machine nor room. `estimate` is
/// that of the request on `gpus`; none stand for one sufficiently large GPU.
[[nodiscard]] EstimateAnswer answer_of(const EstimateRequest& request, memory::Estimate estimate,
                                       std::span<const memory::GpuMemory> gpus);

[[nodiscard]] memory::Question question_of(const EstimateRequest& request);

/// What a card's memory figure rests on, where that is not the driver's own reading.
[[nodiscard]] std::optional<Assumption> memory_assumption(const hardware::Gpu& gpu);

}  // namespace vramcalc::advise
