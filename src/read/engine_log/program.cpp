// Lines that say which program wrote the log, and that it ran out of memory.
#include <algorithm>
#include <array>

#include "read/engine_log/state.h"

namespace vramcalc::read {
namespace {

// "5192 (e59a5f1e) with cc ..." or "b8829-6990e2f1f".
void set_build(std::string_view text, LogState& state) {
  text = trimmed(text);
  if (text.starts_with('b')) {
    text.remove_prefix(1);
  }
  const std::optional<PrintedDecimal> number = leading_decimal(text);
  if (!number || number->decimals > 0 || number->digits == 0) {
    return;
  }
  std::string_view commit = trimmed(number->rest);
  commit.remove_prefix(std::min(commit.find_first_not_of("(-"), commit.size()));
  commit = commit.substr(0, commit.find_first_not_of("0123456789abcdef"));
  state.log.build_number = number->digits;
  state.log.build = std::to_string(number->digits);
  if (!commit.empty()) {
    state.log.build += " " + kept_text(commit);
  }
}

void read_build(std::string_view line, LogState& state) {
  constexpr std::array<std::string_view, 4> marks{
      "build: ", "main: build = ", "build_info: ", "version: "};
  if (!state.log.build.empty()) {
    return;
  }
  for (const std::string_view mark : marks) {
    const std::optional<std::string_view> rest = behind(line, mark);
    // The commit tells it from other versions and builds.
    if (rest && (contains(*rest, " (") || rest->starts_with('b'))) {
      set_build(*rest, state);
      return;
    }
  }
}

void read_engine(std::string_view line, LogState& state) {
  // What only the fork prints (https://github.com/ikawrakow/ik_llama.cpp, src/llama.cpp).
  constexpr std::array<std::string_view, 5> of_the_fork{"c^KV (", ": mla_attn", ": attn_max_b",
                                                        ": fused_moe", "ik_llama"};
  if (std::any_of(of_the_fork.begin(), of_the_fork.end(),
                  [&](std::string_view mark) { return contains(line, mark); })) {
    state.log.engine = "ik_llama.cpp";
  }
  // slog's lines; the version stands in "Listening on [::]:11434 (version 0.12.5)".
  if (attribute(line, "level") && attribute(line, "source") && contains(line, "msg=")) {
    state.log.engine = "ollama";
    if (const auto version = behind(line, "(version "); version && contains(line, "Listening on")) {
      state.log.build = kept_text(until(*version, ")"));
    }
  }
}

bool read_out_of_memory(const LogLine& line, LogState& state) {
  constexpr std::array<std::string_view, 5> signs{
      "cudaMalloc failed: out of memory", "failed to allocate", "ErrorOutOfDeviceMemory",
      "unable to allocate", "CUDA error: out of memory"};
  const bool failed = std::any_of(signs.begin(), signs.end(),
                                  [&](std::string_view sign) { return contains(line.text, sign); });
  if (!failed) {
    return false;
  }
  const std::optional<std::string_view> rest = behind(line.text, "allocating ");
  const std::optional<PrintedSize> size = rest ? leading_size(*rest) : std::nullopt;
  if (size && !state.log.out_of_memory) {
    const auto device = behind(*rest, "on device ");
    state.log.warnings.push_back(
        {MessageId::warning_log_allocation,
         {{"size", size->bytes},
          {"device", std::to_string(device ? leading_whole(*device).value_or(0) : 0)}}});
  }
  state.log.out_of_memory = true;
  return true;
}

}  // namespace

bool read_program_line(const LogLine& line, LogState& state) {
  state.has_fit_lines = state.has_fit_lines || contains(line.text, "params_fit");
  read_engine(line.text, state);
  read_build(line.text, state);
  return read_out_of_memory(line, state);
}

}  // namespace vramcalc::read
