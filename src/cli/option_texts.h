// The options of one engine as texts, until it is known whether they are wanted.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>
#include <CLI/CLI.hpp>

#include <vramcalc/core/assumption.h>
#include <vramcalc/core/message.h>
#include <vramcalc/core/ratio.h>
#include <vramcalc/memory/release.h>

namespace vramcalc::cli {

class OptionTexts {
 public:
  explicit OptionTexts(MessageId group) : group_(group) {}
  // CLI11 keeps references to the texts.
  OptionTexts(const OptionTexts&) = delete;
  OptionTexts& operator=(const OptionTexts&) = delete;

  /// `name` first, then further spellings: "--tensor-parallel-size,--tp".
  void value(CLI::App& app, const std::string& names, MessageId description,
             const std::string& type);
  void flag(CLI::App& app, const std::string& name, MessageId description);

  /// As if none had been given.
  void reset();

  /// The first that was given, in the order of the help; empty where none was.
  [[nodiscard]] std::string first_given() const;

  [[nodiscard]] bool is_given(const std::string& name) const { return !text(name).empty(); }
  [[nodiscard]] const std::string& text(const std::string& name) const;
  [[nodiscard]] bool is_set(const std::string& name) const;  // of a flag

  /// Where the option was not given: what the program takes then.
  void assume(const std::string& name, const std::string& value, const std::string& program,
              std::vector<Assumption>& assumptions) const;

  /// Nothing where it was not given; throws Error(usage) that names the option.
  [[nodiscard]] std::optional<std::uint64_t> whole(const std::string& name, std::uint64_t most,
                                                   std::uint64_t least = 1) const;
  /// Above 0 and at most 1.
  [[nodiscard]] std::optional<Ratio> share(const std::string& name) const;
  /// "0.21" or "v0.21.3" of `engine`, whose `newest` is an example.
  [[nodiscard]] std::optional<memory::Release> release(const std::string& name,
                                                       const std::string& engine,
                                                       memory::Release oldest,
                                                       memory::Release newest) const;

 private:
  MessageId group_;
  std::map<std::string, std::string> texts_;
  std::map<std::string, bool> flags_;
  std::vector<std::string> order_;
};

}  // namespace vramcalc::cli
