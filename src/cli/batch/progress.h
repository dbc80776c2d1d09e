// How far a long run is: one line on stderr, rewritten in its place.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>

namespace vramcalc::cli {

class Progress {
 public:
  /// Null: nothing is shown.
  explicit Progress(std::ostream* err);
  ~Progress() { erase(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// At most five times a second.
  void show(std::uint64_t lines, std::uint64_t errors);
  void erase();

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream* err_;
  Clock::time_point start_;
  Clock::time_point next_;
  bool is_shown_ = false;
};

}  // namespace vramcalc::cli
