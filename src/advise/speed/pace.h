// What engines reach of a card's figures.
//
// Shares and times were found from published measurements, named beside them; docs/accuracy.md
// lists how far they are off.
#pragma once

#include <vramcalc/hardware/gpu.h>
#include <vramcalc/memory/question.h>

namespace vramcalc::advise {

struct Pace {
  double weights = 0;       // share of the bandwidth at which weights are read
  double cache = 0;         // likewise caches
  double cache_copies = 1;  // how often the cache goes through memory
  double layer_seconds = 0;
  double step_seconds = 0;
  /// The processor hands out the work of a layer: a step takes at least that, however fast the
  /// cards are.
  double launch_seconds = 0;
  double arithmetic = 0;  // share of the card's 16-bit operations that a prompt reaches
  double spread = 1.3;    // expected ÷ low and high ÷ expected
  bool is_calibrated = true;
};

/// Of the question's engine, reading weights in its format from that card.
[[nodiscard]] Pace pace_of(const memory::Question& question, const hardware::Gpu& gpu);

/// Share of the bandwidth of main memory at which weights that stayed there are read.
inline constexpr double share_of_ram = 0.7;

}  // namespace vramcalc::advise
