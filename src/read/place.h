// Where in a file something is, and the one way to complain about it.
//
// Every fault of a catalogue reads "FILE:LINE:COLUMN: what is wrong", so that an editor can jump
// there. What comes from the file goes through printable() first: it is untrusted.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <vramcalc/core/message.h>

namespace vramcalc::read {

/// Both count from 1; columns count bytes.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;
};

struct Place {
  std::string_view file;
  Position at;
};

/// "data/gpus.yaml:12:5".
[[nodiscard]] std::string place_text(const Place& place);

/// Throws Error(bad_input). The message's `{place}` is filled in from `place`.
[[noreturn]] void fail(const Place& place, MessageId message, Fields fields = {},
                       std::optional<Text> hint = std::nullopt);

/// "did you mean ...?", or nothing where no candidate is near.
[[nodiscard]] std::optional<Text> did_you_mean(std::string_view name,
                                               std::span<const std::string_view> candidates);

}  // namespace vramcalc::read
