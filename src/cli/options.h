// Options that several commands share: how each is spelt, what it means, what it becomes.
#pragma once

#include <string>
#include <vector>
#include <CLI/CLI.hpp>

#include <vramcalc/advise/answer.h>
#include <vramcalc/core/quantity.h>

#include "cli/catalogues.h"

namespace vramcalc::cli {

/// Registers a value option; `type` is what help shows for the value ("SIZE").
CLI::Option* add_option(CLI::App& app, const std::string& names, std::string& target,
                        MessageId description, const std::string& type, MessageId group);
/// Likewise for an option that may be given several times, one value each.
CLI::Option* add_option(CLI::App& app, const std::string& names, std::vector<std::string>& target,
                        MessageId description, const std::string& type, MessageId group);

/// "a,,b" becomes three parts, one of them empty.
[[nodiscard]] std::vector<std::string> split_at_commas(const std::string& text);

/// "a,b" and repeated options become one list; throws Error(usage) where a place of it is empty.
[[nodiscard]] std::vector<std::string> split_list(const std::vector<std::string>& values);

/// A whole number between `least` and `most`; throws Error(usage) naming the option.
[[nodiscard]] std::uint64_t parse_whole(const std::string& text, const std::string& option,
                                        std::uint64_t most, std::uint64_t least = 1);

/// A positive decimal number: "20", "0.35"; throws Error(usage) naming the option.
[[nodiscard]] double parse_positive(const std::string& text, const std::string& option,
                                    double most);

/// Of `--min-speed`: tokens a second.
[[nodiscard]] double parse_speed(const std::string& text);

/// Throws Error(usage) that lists `choices` where `value` is none of them.
void check_choice(const std::string& value, const std::string& option,
                  const std::vector<std::string_view>& choices);

/// Which model: `--params`, `--model` or the positional argument, exactly one of them.
struct ModelOptions {
  std::string positional;
  std::string model;
  std::string params;
  std::string architecture;
  std::string method = "auto";
  std::vector<std::string> precision;
  bool imatrix = false;
  std::string overhead;

  void add_to(CLI::App& app);
  /// The model, with its tensors unless the rule of thumb is asked for.
  [[nodiscard]] model::Model resolve(const Catalogues& catalogues,
                                     std::vector<Text>& warnings) const;
  /// Whether the rule of thumb answers: it is asked for, or no layers are known.
  [[nodiscard]] bool is_by_rule(const model::Model& of) const;
  /// The precisions named, without "all".
  [[nodiscard]] std::vector<model::Precision> named_precisions() const;
  /// The formats of the precisions named; none where nothing is named. For "all", those that the
  /// model can be kept in, with a warning for each of the others.
  [[nodiscard]] std::vector<model::WeightFormat> named_formats(const model::Model& of,
                                                               std::vector<Text>& warnings) const;
  /// The overhead, and the assumption where none was given.
  [[nodiscard]] Ratio resolve_overhead(std::vector<Assumption>& assumptions) const;
};

/// GB for the rule of thumb, whose figures are decimal; GiB where bytes are counted.
[[nodiscard]] ByteUnit default_unit(const model::Model& model);

/// Which cards: `--gpu`, `--vram`, `--local`, `--all`, else the five usual ones.
struct CardOptions {
  std::vector<std::string> gpu;
  std::vector<std::string> vram;
  std::string ram;
  bool local = false;
  bool all = false;

  /// For questions about a computer: how many cards of each kind.
  void add_rig_to(CLI::App& app);
  /// For questions that count the cards themselves.
  void add_kinds_to(CLI::App& app);

  [[nodiscard]] bool name_cards() const { return !gpu.empty() || !vram.empty() || local; }
  /// The cards, equal ones merged. The texts of `vram` and the catalogues must outlive them.
  [[nodiscard]] std::vector<hardware::RigCards> rig(const Catalogues& catalogues,
                                                    std::vector<Assumption>& assumptions) const;
  /// The main memory of the computer with those cards, where it was named.
  [[nodiscard]] std::optional<Bytes> installed_ram(const std::vector<hardware::RigCards>& cards,
                                                   std::vector<Assumption>& assumptions) const;
  [[nodiscard]] std::vector<hardware::Gpu> kinds(const Catalogues& catalogues,
                                                 std::vector<Assumption>& assumptions) const;

 private:
  void add_gpu_option(CLI::App& app, MessageId description);
  void refuse_cards_beside_local() const;
};

}  // namespace vramcalc::cli
