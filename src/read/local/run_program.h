// Another program and what it prints.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <vramcalc/core/bytes.h>

namespace vramcalc::read::local {

struct Printed {
  std::string text;       // of its standard output, cut at the limit
  bool is_whole = false;  // it ended by itself, within its time and the limit
  int status = -1;        // its exit status; -1 where it did not end by itself
};

/// The file of that name in one of `folders`, as PATH has them; relative ones are not looked into.
[[nodiscard]] std::optional<std::string> find_program(const std::string& name,
                                                      const std::string& folders);

/// Runs the program without a shell, with nothing to read and its complaints dropped. It and what
/// it started are ended when it takes longer or prints more. Nothing where it cannot be started.
[[nodiscard]] std::optional<Printed> run_program(const std::string& path,
                                                 const std::vector<std::string>& arguments,
                                                 std::chrono::milliseconds patience, Bytes most);

}  // namespace vramcalc::read::local
