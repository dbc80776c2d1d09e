#include "docs/formulas_document.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include <catch2/catch.hpp>

#include <vramcalc/core/quantity.h>

#include "accuracy/markdown.h"
#include "support/files.h"
#include "support/gguf_bytes.h"
#include "support/program.h"

namespace vramcalc::docs {
namespace {

using accuracy::table_row;
using Json = nlohmann::ordered_json;

constexpr std::string_view head = R"(# Formulas

Every line of an estimate comes from one of these formulas; `--explain` prints it with the numbers
that were put in. A test works out every expression below and compares it with what is counted.
Another writes this page: `VRAMCALC_UPDATE_GOLDEN=1 build/dev/tests/vramcalc_tests '[formulas]'`.

Sizes are bytes, quotients are rounded to the nearest byte. Where a number comes from: `model` (its
file, config or catalogue entry), `workload`, `engine` (an option or its default), `hardware`,
`constant` (of the source), `computed` (by another formula). Files of llama.cpp are those of its
release 0.5.0. `mmproj.gguf` stands for any tower, `…` for further terms.
)";

// A graph's peak may have many small tensors.
constexpr std::size_t most_parts = 12;

const std::string program = "vramcalc ";

// A folder with a small tower, in which commands run.
class Folder {
 public:
  Folder() {
    folder_.write("mmproj.gguf", test::GgufWriter{}
                                     .text("general.architecture", "clip")
                                     .tensor("v.blk.0.attn_q.weight", {64, 64})
                                     .file());
  }

 private:
  test::TemporaryFolder folder_;
  test::WorkingFolder in_it_{folder_.path()};
};

std::string number_text(const Json& count) {
  return grouped_text(count.get<std::uint64_t>());
}

std::string sentence(MessageId id) {
  std::string text = label(id);
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text + ".\n";
}

std::string result_text(const Json& item) {
  const std::string bytes = number_text(item["bytes"]);
  std::string text = "**" + bytes + "** bytes on " + item["device"].get<std::string>() + ", " +
                     item["basis"].get<std::string>();
  const std::string low = number_text(item["low_bytes"]);
  const std::string high = number_text(item["high_bytes"]);
  return low == bytes && high == bytes ? text : text + ", between " + low + " and " + high;
}

std::string meaning_of(const memory::Formula& formula, const std::string& term) {
  const auto found =
      std::find_if(formula.symbols.begin(), formula.symbols.end(),
                   [&](const memory::Symbol& symbol) { return symbol.name == term; });
  return found == formula.symbols.end() ? "" : label(found->meaning);
}

// Terms that are parts of a whole have no meanings, and the whole may be more than their sum.
std::string parts_part(const Json& item) {
  std::string part = table_row({"term", "value", "unit", "from"}) + "|---|--:|---|---|\n";
  const Json& terms = item["terms"];
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Json& term = terms[i];
    sum += term["value"].get<std::uint64_t>();
    if (i < most_parts) {
      part += table_row({"`" + term["name"].get<std::string>() + "`", number_text(term["value"]),
                         term["unit"], term["origin"]});
    } else if (i == most_parts) {
      part += table_row({"…", "", "", ""});
    }
  }
  const auto whole = item["bytes"].get<std::uint64_t>();
  return whole > sum ? part + table_row({"holes", grouped_text(whole - sum), "bytes", ""}) : part;
}

std::string terms_part(const memory::Formula& formula, const Json& item) {
  if (formula.symbols.empty()) {
    return parts_part(item);
  }
  std::string part =
      table_row({"term", "value", "unit", "from", "meaning"}) + "|---|--:|---|---|---|\n";
  for (const Json& term : item["terms"]) {
    const std::string name = term["name"];
    part += table_row({"`" + name + "`", number_text(term["value"]), term["unit"], term["origin"],
                       meaning_of(formula, name)});
  }
  return part;
}

std::string formula_part(const memory::Formula& formula) {
  const Json item = worked_example(formula);
  std::string part = "\n## `" + std::string{formula.id} + "`\n\n" + sentence(formula.meaning);
  part += "\n```\n" + std::string{formula.expression} + "\n```\n";
  part += "\n`" + std::string{formula.example} + "`: " + result_text(item) + "\n\n";
  part += terms_part(formula, item) + "\n";
  for (const std::string_view source : formula.sources) {
    part += "- " + std::string{source} + "\n";
  }
  return part;
}

}  // namespace

Items items_of(const std::string& command) {
  REQUIRE(command.starts_with(program));
  const Folder folder;
  const Json answer = test::json(command.substr(program.size()) + " --explain");
  return {answer["items"].begin(), answer["items"].end()};
}

Json worked_example(const memory::Formula& formula) {
  const Items items = items_of(std::string{formula.example});
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&](const Json& item) { return item["formula"] == formula.id; });
  INFO(formula.id << ": " << formula.example);
  REQUIRE(found != items.end());
  return *found;
}

std::string formulas_document() {
  std::string document{head};
  for (const memory::Formula& formula : memory::formulas()) {
    document += formula_part(formula);
  }
  return document;
}

}  // namespace vramcalc::docs
