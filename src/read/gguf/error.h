// The one way to complain about a GGUF file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <vramcalc/core/message.h>

#include "read/file_source.h"

namespace vramcalc::read {

/// Throws Error(bad_input). The message's `{file}` is filled in from `file`.
[[noreturn]] void fail_gguf(const FileSource& file, MessageId message, Fields fields = {},
                            std::optional<MessageId> hint = std::nullopt);

/// A key or name of the file, as messages show it.
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace vramcalc::read
