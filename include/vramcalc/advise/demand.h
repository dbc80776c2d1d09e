// A question put to cards: what each of them has to hold.
//
// An engine that places its items is asked anew for every set of cards. What does not hang on the
// cards is computed once and shared out in proportion to their memory.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <vramcalc/advise/verdict.h>
#include <vramcalc/hardware/rig.h>
#include <vramcalc/memory/question.h>

namespace vramcalc::advise {

/// What every card of a set gives to the traffic between them where no engine says what it takes:
/// 0.4 GiB, in the per-card figure and not in the total.
inline constexpr Bytes interconnect_share{429'496'730};

/// The cards of a rig as an engine sees them, in its order.
[[nodiscard]] std::vector<memory::GpuMemory> gpus_of(const hardware::Rig& rig);

/// One card of a rig.
struct CardLoad {
  memory::Interval holds;   // what the engine has there once it runs
  memory::Interval needs;   // what it cannot do without: of a cache that takes what is left, what
                            // the workload asks of it
  memory::Interval driver;  // beside both; 0 where they hold it
  std::optional<memory::CachePool> pool;  // of an engine that limits itself to a budget
};

/// Of a placed estimate.
[[nodiscard]] CardLoad load_of(const memory::Estimate& estimate, memory::Device device);

/// Whether the card holds what is needed, and the budget too where there is one. `usable` is what
/// the card has for the engine and the driver; `beside`: what other processes hold of that.
[[nodiscard]] Verdict verdict_on(const CardLoad& card, Bytes usable,
                                 const memory::Interval& beside = {});

/// What is left of it for the engine beside the driver.
[[nodiscard]] Bytes usable_of(const CardLoad& card, Bytes usable);

struct RigLoad {
  std::vector<CardLoad> cards;  // in the rig's order
  memory::Interval host;        // main memory
};

/// An estimate on the cards of a rig; one that is not placed is shared out among them.
[[nodiscard]] RigLoad load_on(const memory::Estimate& estimate, const hardware::Rig& rig);

/// What all cards together have to hold however many they are.
[[nodiscard]] Bytes least_on_cards(const memory::Estimate& estimate);

class Demand {
 public:
  /// `asked`: the rig that somebody has in mind; none stands for one sufficiently large GPU.
  /// `reserve` must stay free on every card. Throws what memory::estimate throws.
  explicit Demand(memory::Question question, std::optional<hardware::Rig> asked = std::nullopt,
                  Bytes reserve = {});

  [[nodiscard]] const memory::Question& question() const { return question_; }

  /// On the rig that was asked about.
  [[nodiscard]] const memory::Estimate& estimate() const { return estimate_; }

  /// On any rig. A --tensor-split is of the rig that was asked about; others go by their memory.
  [[nodiscard]] RigLoad on(const hardware::Rig& rig) const;

  /// Whether the engine runs on such cards at all, whatever fits there.
  [[nodiscard]] bool runs_on(const hardware::Gpu& gpu) const;

  [[nodiscard]] Bytes usable(const hardware::Gpu& gpu) const;
  [[nodiscard]] Bytes usable(const hardware::RigCards& kind, std::uint64_t card) const;

  /// A number below which cards of this kind cannot hold it; nothing where no number can.
  [[nodiscard]] std::optional<std::uint64_t> fewest_conceivable(const hardware::Gpu& gpu) const;

 private:
  memory::Question question_;
  std::optional<hardware::Rig> asked_;
  Bytes reserve_;
  memory::Estimate estimate_;
};

}  // namespace vramcalc::advise
