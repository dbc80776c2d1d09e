// The one exception of the library.
//
// It is thrown where the fault is known and caught once, at the edge of the program. It carries
// message ids and fields, so `report` can print it in the reader's language; `what()` is the
// English text.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>

#include <vramcalc/core/message.h>

namespace vramcalc {

enum class ErrorKind : std::uint8_t {
  usage,        // the command line or a call is malformed: an option value, a missing argument
  not_found,    // a name that no catalogue has, a file that does not exist
  bad_input,    // a file or catalogue that breaks its format
  unsupported,  // well-formed, but nothing here can answer it
};

class Error : public std::runtime_error {
 public:
  explicit Error(ErrorKind kind, Text message, std::optional<Text> hint = std::nullopt);

  [[nodiscard]] ErrorKind kind() const { return kind_; }
  [[nodiscard]] const Text& message() const { return message_; }
  [[nodiscard]] const std::optional<Text>& hint() const { return hint_; }

 private:
  ErrorKind kind_;
  Text message_;
  std::optional<Text> hint_;
};

}  // namespace vramcalc
