// How fast a model runs on a rig: tokens of text a second, of the prompt, the first token.
//
// A roofline with what engines were measured to reach of it. Generating a token reads every weight
// that it passes through and the caches of its sequence once, at a share of the memory's bandwidth,
// and costs a fixed time for every layer besides; a prompt is limited by arithmetic. Cards in a row
// work one after the other, cards that share every layer work together and wait for each other.
//
// Every figure is an interval: engines of one name differ by release, drivers and processors do
// too. docs/accuracy.md holds the shares against published measurements.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <vramcalc/core/message.h>
#include <vramcalc/hardware/rig.h>
#include <vramcalc/memory/question.h>

namespace vramcalc::advise {

/// low <= expected <= high.
struct Rate {
  double low = 0;
  double expected = 0;
  double high = 0;
};

/// What takes most of the time of a token.
enum class SpeedBound : std::uint8_t { bandwidth, fixed_cost, links, main_memory, arithmetic };

[[nodiscard]] std::string_view id_of(SpeedBound bound);  // "bandwidth", "main-memory"

struct Speed {
  std::uint64_t prompt_tokens = 0;
  std::uint64_t sequences = 1;

  /// Tokens a second of one sequence that has the cards to itself, behind the prompt.
  Rate decode;
  /// The same once the context is full.
  Rate decode_full;
  /// Of all sequences at once, added up.
  Rate together;
  /// Tokens of the prompt a second; absent where the cards' arithmetic is not known.
  std::optional<Rate> prompt;
  /// From the request to the first token, in seconds; likewise.
  std::optional<Rate> first_token_seconds;

  /// Characters that a token stands for, on the average.
  double english_characters = 0;
  double chinese_characters = 0;

  SpeedBound bound = SpeedBound::bandwidth;
  /// False where no measurement of such an engine on such cards went into the shares.
  bool is_calibrated = true;
};

/// Bandwidth of main memory where nobody named it: two channels of DDR5-5600, or what eight
/// channels of DDR5-4800 of a server give.
[[nodiscard]] double usual_ram_gb_per_s(const hardware::Rig& rig);

/// `estimate` is the question's on the rig. Nothing where the bandwidth of a card is not known.
/// `prompt_tokens`: at least 1.
[[nodiscard]] std::optional<Speed> speed(const memory::Question& question,
                                         const memory::Estimate& estimate, const hardware::Rig& rig,
                                         std::uint64_t prompt_tokens);

/// A prompt of usual length: half the context, 2048 tokens at most.
[[nodiscard]] std::uint64_t usual_prompt(std::uint64_t context_tokens);

}  // namespace vramcalc::advise
