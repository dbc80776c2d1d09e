// The table of formulas against what estimates say, and docs/formulas.md against the table.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include <vramcalc/memory/formula.h>

#include "docs/expression.h"
#include "docs/formulas_document.h"
#include "support/files.h"

using namespace vramcalc;
using docs::evaluate;
using docs::Items;
using docs::Values;
using memory::Formula;
using Json = nlohmann::ordered_json;

namespace {

// Formulas whose terms are parts of a whole.
bool is_peak(const Formula& formula) {
  return formula.id == "compute" || formula.id == "compute-host";
}
bool is_sum(const Formula& formula) {
  return formula.id == "draft-model";
}

Values values_of(const Json& item) {
  Values values;
  for (const Json& term : item["terms"]) {
    values[term["name"].get<std::string>()] = term["value"].get<std::uint64_t>();
  }
  return values;
}

std::uint64_t sum_of_terms(const Json& item) {
  std::uint64_t sum = 0;
  for (const Json& term : item["terms"]) {
    sum += term["value"].get<std::uint64_t>();
  }
  return sum;
}

// Whatever an estimate says follows from the terms that it shows.
void check_item(const Json& item) {
  const std::string id = item["formula"];
  const Formula* formula = memory::find_formula(id);
  INFO(item.dump(1));
  REQUIRE(formula != nullptr);
  CHECK(item["expression"] == formula->expression);
  CHECK_FALSE(item["terms"].empty());
  const auto bytes = item["bytes"].get<std::uint64_t>();
  if (is_peak(*formula)) {
    CHECK(sum_of_terms(item) <= bytes);
  } else if (is_sum(*formula)) {
    CHECK(sum_of_terms(item) == bytes);
  } else if (formula->id == "tensor-sum") {
    CHECK(values_of(item).at("bytes") == bytes);
  } else {
    CHECK(evaluate(formula->expression, values_of(item)) == bytes);
  }
}

// Every kind of layer, and the options that move items.
constexpr std::array commands{
    "vramcalc estimate 13B --precision fp16 --overhead 1.155",
    "vramcalc estimate 7B --precision q4_k_m --method rule",
    "vramcalc estimate llama-3.1-8b --precision fp16",
    "vramcalc estimate llama-3.1-8b -p q4_k_m --context 3000 --parallel 3 --gpu rtx-4090x2",
    "vramcalc estimate llama-3.1-8b -p q8_0 --kv-precision q8_0 --kv-unified on --backend vulkan",
    "vramcalc estimate llama-3.1-8b -p q4_k_m --flash-attn off --gpu-layers 20",
    "vramcalc estimate llama-3.1-8b -p q4_k_m --no-kv-offload --cache-ram 256 --engine-build b8500",
    "vramcalc estimate llama-3.1-8b -p q4_k_m --model-draft llama-3.2-1b --gpu-layers 0",
    "vramcalc estimate gemma-3-27b -p q4_0 --context 32k --swa-full --parallel 2",
    "vramcalc estimate gpt-oss-20b --engine llama.cpp --n-cpu-moe 8",
    "vramcalc estimate deepseek-r1 --engine llama.cpp",
    "vramcalc estimate minimax-m3 --engine llama.cpp --context 16k",
    "vramcalc estimate deepseek-v4-flash --engine llama.cpp --parallel 2",
    "vramcalc estimate qwen3-next-80b-a3b -p q4_k_m --engine ollama",
    "vramcalc estimate nemotron-h-56b -p q4_k_m --parallel 2",
    "vramcalc estimate lfm2-1.2b -p q8_0 --engine llama-cli",
};

}  // namespace

TEST_CASE("expressions are worked out", "[docs][formulas]") {
  const Values values{{"a", 7}, {"b_2", 3}};
  CHECK(evaluate("a + b_2 * 2", values) == 13);
  CHECK(evaluate("(a + b_2) * 2 - 1", values) == 19);
  CHECK(evaluate("a / 2 * 10", values) == 40);
  CHECK(evaluate("min(a, b_2 + 1)", values) == 4);
  CHECK(evaluate("max(a, b_2 + 1) + 1", values) == 8);
  CHECK_THROWS(evaluate("a + c", values));
  CHECK_THROWS(evaluate("a a", values));
  CHECK_THROWS(evaluate("(a", values));
  CHECK_THROWS(evaluate("", values));
}

TEST_CASE("every formula has a meaning, a public source and a worked example", "[docs][formulas]") {
  std::set<std::string_view> ids;
  for (const Formula& formula : memory::formulas()) {
    INFO(formula.id);
    CHECK(ids.insert(formula.id).second);
    CHECK(memory::find_formula(formula.id) == &formula);
    CHECK_FALSE(formula.expression.empty());
    CHECK_FALSE(formula.sources.empty());
    CHECK(std::all_of(formula.sources.begin(), formula.sources.end(),
                      [](std::string_view source) { return source.starts_with("https://"); }));
    const Json item = docs::worked_example(formula);
    check_item(item);
    CHECK(item["bytes"].get<std::uint64_t>() > 0);
    // A formula explains the terms of its items, unless they have names of their own.
    if (is_peak(formula) || is_sum(formula)) {
      CHECK(formula.symbols.empty());
      continue;
    }
    std::set<std::string, std::less<>> terms;
    for (const Json& term : item["terms"]) {
      terms.insert(term["name"].get<std::string>());
    }
    std::set<std::string, std::less<>> symbols;
    for (const memory::Symbol& symbol : formula.symbols) {
      symbols.insert(std::string{symbol.name});
    }
    CHECK(terms == symbols);
  }
  CHECK(memory::find_formula("no-formula") == nullptr);
}

TEST_CASE("whatever an estimate says follows from a formula and its terms", "[docs][formulas]") {
  for (const char* command : commands) {
    INFO(command);
    const Items items = docs::items_of(command);
    CHECK_FALSE(items.empty());
    for (const Json& item : items) {
      check_item(item);
    }
  }
}

TEST_CASE("docs/formulas.md shows the table of today", "[docs][formulas]") {
  const std::string path = VRAMCALC_SOURCE_DIR "/docs/formulas.md";
  const std::string fresh = docs::formulas_document();
  if (std::getenv("VRAMCALC_UPDATE_GOLDEN") != nullptr) {
    std::ofstream{path, std::ios::binary} << fresh;
    return;
  }
  CHECK(fresh == test::content(path));
}
