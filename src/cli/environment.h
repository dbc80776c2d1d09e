// What the program takes from its surroundings, as a value, so that tests bring their own.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace vramcalc::cli {

struct Environment {
  std::map<std::string, std::string> variables;  // those that are read: see environment.cpp
  bool stdout_is_terminal = false;
  bool stderr_is_terminal = false;
  std::size_t terminal_columns = 80;

  /// The variable's value; nothing where it is unset or empty.
  [[nodiscard]] std::optional<std::string> get(const std::string& name) const;
};

/// The real surroundings of this process.
[[nodiscard]] Environment process_environment();

}  // namespace vramcalc::cli
