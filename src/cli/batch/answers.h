// The answers of `batch`: a line in, a line out, whatever the line is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/core/error.h>

#include "cli/batch/request.h"
#include "cli/command.h"

namespace vramcalc::cli {

/// No line of requests is longer: 1 MiB.
inline constexpr std::size_t longest_request = std::size_t{1} << 20;

/// The command of that name, which batch answers. Throws Error(usage).
[[nodiscard]] const Command& command_in_batch(std::string_view name);

/// Commands are set up once, catalogues and models read once. No line leaves anything behind that
/// another answer hangs on.
class BatchAnswers {
 public:
  /// `usual`: the command of requests that name none. `file` is for messages. The call outlives it.
  BatchAnswers(const Call& call, const Command& usual, std::string_view file);
  ~BatchAnswers();
  BatchAnswers(const BatchAnswers&) = delete;
  BatchAnswers& operator=(const BatchAnswers&) = delete;

  /// The answer to the `number`th line, or what is wrong with it; without an end of line.
  [[nodiscard]] std::string to(std::string_view line, std::uint64_t number);
  /// To a line of more than longest_request bytes.
  [[nodiscard]] std::string to_too_long(std::uint64_t number);

  [[nodiscard]] std::uint64_t errors() const { return errors_; }
  [[nodiscard]] bool any_fault() const { return any_fault_; }

 private:
  class Asked;

  [[nodiscard]] Asked& asked(const Command& command);
  [[nodiscard]] std::string refusal(const std::string& id, const Error& error,
                                    std::uint64_t number);

  const Call* call_;
  const Command* usual_;
  std::string_view file_;
  std::vector<std::unique_ptr<Asked>> commands_;
  std::uint64_t errors_ = 0;
  bool any_fault_ = false;
};

}  // namespace vramcalc::cli
