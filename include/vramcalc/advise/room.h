// What more a rig has room for: the estimate asked backwards.
//
// Every answer here is a setting for which the estimate `fits`, its high figure included, and of
// which the next one does not.
#pragma once

#include <cstdint>
#include <optional>

#include <vramcalc/hardware/rig.h>
#include <vramcalc/memory/question.h>

namespace vramcalc::advise {

/// llama.cpp pads a cache to whole multiples of so many tokens: a context in between costs the
/// same (https://github.com/ggml-org/llama.cpp, src/llama-context.cpp).
inline constexpr std::uint64_t context_step = 256;

/// The longest context that is tried where a model states no maximum.
inline constexpr std::uint64_t longest_context_tried = std::uint64_t{1} << 24;

/// The most sequences that llama.cpp takes (LLAMA_MAX_SEQ,
/// https://github.com/ggml-org/llama.cpp, src/llama-cparams.h).
inline constexpr std::uint64_t most_sequences = 256;

/// The most that are tried with other engines.
inline constexpr std::uint64_t most_sequences_of_servers = 4096;

/// A computer, and how much of it may be filled.
struct Machine {
  hardware::Rig rig;
  std::optional<Bytes> reserve;        // stays free on every card; absent: usual_reserve() of each
  std::optional<Bytes> installed_ram;  // main memory; absent: as much as it takes
  Bytes ram_in_use{};                  // of it, by other programs and the system
};

/// Each is absent where even the least of it does not fit.
struct Room {
  /// With the precision and the sequences asked about: a multiple of context_step, or the model's
  /// maximum.
  std::optional<std::uint64_t> longest_context_tokens;
  bool context_is_model_maximum = false;
  /// Sequences of the context asked about.
  std::optional<std::uint64_t> most_parallel;
  /// The format of most bits per weight, of those that the engine runs, with everything else as
  /// asked about.
  std::optional<model::WeightFormat> best_format;
  Bytes reserve;  // that stays free; where cards differ, the most of any
};

[[nodiscard]] Room room(const memory::Question& question, const Machine& machine);

}  // namespace vramcalc::advise
