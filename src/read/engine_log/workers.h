// Figures of servers that run one worker a GPU: each of them prints its own, and of each component
// one worker's are kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "read/engine_log/scan.h"
#include "read/engine_log/state.h"

namespace vramcalc::read {

/// Figures of vLLM and SGLang are of one GPU, which goes by this name.
inline constexpr std::string_view served_device = "CUDA0";

// More than any server has of either; a larger number is a mistake.
inline constexpr std::uint64_t most_tokens = 1'000'000'000'000;
inline constexpr std::uint64_t most_workers = 65'536;

/// What a figure of a component means that its worker prints again.
enum class Repeated : std::uint8_t { the_same, another };

/// Whether the log may be this engine's; from then on it is.
[[nodiscard]] bool claim(LogState& state, std::string_view engine);

/// Keeps the figure that `printed` begins with. The first rank's replace those of others; a figure
/// below zero is none, and is told of. False where there is no figure.
bool take_figure(const LogLine& line, LogState& state, memory::Component component,
                 std::string_view printed, Repeated repeated);
void take_size(const LogLine& line, LogState& state, memory::Component component,
               const PrintedSize& size, Repeated repeated);

/// What is kept of the component of the worker that printed the line.
[[nodiscard]] std::optional<PrintedSize> kept_of(const LogLine& line, const LogState& state,
                                                 memory::Component component);

/// "464,656": digits with or without commas among them.
[[nodiscard]] std::optional<std::uint64_t> leading_tokens(std::string_view text);

void note_gpu_memory(std::string_view printed, LogState& state);

}  // namespace vramcalc::read
