// Rigs that hold the model within the limits: one of every kind of card, and of every two kinds.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <vramcalc/advise/demand.h>
#include <vramcalc/advise/recommend.h>

namespace vramcalc::advise {

/// Why kinds of cards were left out: how many for each reason.
struct LeftOut {
  std::uint64_t without_price = 0;
  std::uint64_t without_power = 0;
  std::uint64_t without_speed = 0;
  std::uint64_t too_slow = 0;
  std::uint64_t too_wide = 0;
  std::uint64_t beyond_circuit = 0;
  std::uint64_t of_other_engines = 0;
};

class Candidates {
 public:
  /// `demands`: one a format, the largest first.
  Candidates(const RecommendRequest& request, const std::vector<Demand>& demands)
      : request_(&request), demands_(&demands) {}

  /// The fewest cards of a kind, `fits` before `tight`.
  [[nodiscard]] std::optional<Pick> of_kind(const hardware::Gpu& gpu);

  /// Two kinds together, one card more of the first than of the second at most.
  [[nodiscard]] std::optional<Pick> of_two_kinds(const hardware::Gpu& first,
                                                 const hardware::Gpu& second);

  [[nodiscard]] const LeftOut& left_out() const { return left_out_; }

 private:
  [[nodiscard]] bool is_possible(const hardware::Gpu& gpu);
  [[nodiscard]] std::optional<Pick> smallest(const hardware::Gpu& gpu, Verdict wanted);
  [[nodiscard]] std::optional<Pick> on(const hardware::Rig& rig, Verdict wanted);
  [[nodiscard]] std::optional<Pick> held(const Demand& demand, const hardware::Rig& rig,
                                         Verdict wanted);
  [[nodiscard]] std::optional<Pick> held_or_refused(const Demand& demand, const hardware::Rig& rig,
                                                    Verdict wanted);
  [[nodiscard]] bool within_limits(const hardware::Rig& rig) const;
  [[nodiscard]] bool may_hold(const Demand& demand, const hardware::Rig& rig) const;

  const RecommendRequest* request_;
  const std::vector<Demand>* demands_;
  LeftOut left_out_;
  bool was_too_slow_ = false;
  bool was_beyond_circuit_ = false;
};

}  // namespace vramcalc::advise
