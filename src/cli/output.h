// How an answer leaves the program: `--format`, `--json`, `--units`, `--color`.
#pragma once

#include <string>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "report/document.h"
#include "report/json.h"

namespace vramcalc::cli {

struct OutputOptions {
  bool json = false;
  std::string format;
  std::string units;
  std::string color = "auto";

  /// Commands whose answers hold no sizes go without `--units`.
  void add_to(CLI::App& app, bool with_units = true);

  /// Throws Error(usage) for unknown values. To be called before anything is computed.
  void check() const;
  [[nodiscard]] ByteUnit unit(ByteUnit by_default) const;

  /// Whether the answer is printed as rows of a table for programs.
  [[nodiscard]] bool is_csv() const;

  /// Prints one answer. `document` and `json` are functions, so that only the one that is asked
  /// for is made; `rows` names the list of the JSON that CSV prints.
  template <typename MakeDocument, typename MakeJson>
  void print(Call& call, MakeDocument document, MakeJson json_document,
             const std::string& rows) const {
    if (is_text()) {
      print_document(call, document());
    } else {
      print_json(call, json_document(), rows);
    }
  }

 private:
  [[nodiscard]] std::string chosen_format() const;
  [[nodiscard]] bool is_text() const;
  void print_document(Call& call, const report::Document& document) const;
  void print_json(Call& call, const report::Json& document, const std::string& rows) const;
  [[nodiscard]] bool has_colour(const Environment& environment) const;
};

}  // namespace vramcalc::cli
