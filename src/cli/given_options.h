// A command line as its options with their values, to be asked again with some of them changed.
#pragma once

#include <string>
#include <vector>
#include <CLI/CLI.hpp>

namespace vramcalc::cli {

/// One option with all its values, in the order given. The positional MODEL counts as --model.
struct GivenOption {
  std::string name;  // "--context": its first long spelling
  std::vector<std::string> values;
  std::string group;
  bool is_flag = false;
};

using GivenOptions = std::vector<GivenOption>;

/// What was given to a parsed app, in the order in which each option first occurs.
[[nodiscard]] GivenOptions given_options(const CLI::App& app);

/// Null where it was not given.
[[nodiscard]] const GivenOption* find_option(const GivenOptions& options, const std::string& name);

/// Without those that concern how the answer is printed.
[[nodiscard]] GivenOptions without_output(GivenOptions options);

/// `options` with one of them replaced, whatever its values were, or added. --model and --params
/// both say which model, --local and the named cards which cards.
[[nodiscard]] GivenOptions with_option(GivenOptions options, const GivenOption& changed);

/// The words that give these options: `vramcalc COMMAND` and they ask the same.
[[nodiscard]] std::vector<std::string> words_of(const GivenOptions& options);

}  // namespace vramcalc::cli
