// The answer of an engine, printed and as JSON.
#include <string>
#include <catch2/catch.hpp>

#include "report/bar.h"
#include "report/estimate.h"
#include "report/line_text.h"
#include "report/names.h"
#include "report/text.h"

using namespace vramcalc;
using namespace vramcalc::report;

namespace {

using memory::Basis;
using memory::Component;
using memory::TermOrigin;
using memory::TermUnit;

memory::LineItem item(Component component, memory::Device device, std::uint64_t mebibytes,
                      std::vector<memory::Term> terms) {
  const Bytes bytes = mebibyte * mebibytes;
  return {component,         device,          bytes, bytes, bytes, Basis::exact,
          "no-such-formula", std::move(terms)};
}

hardware::Gpu card() {
  hardware::Gpu gpu;
  gpu.id = "card";
  gpu.name = "Card";
  gpu.memory_gb = 8;
  gpu.visible_bytes = gibibyte * 8;
  return gpu;
}

// Weights of 4 GiB and a cache of 1 GiB on one card of 8 GiB, 512 MiB in main memory.
advise::EstimateAnswer sample() {
  advise::EstimateAnswer answer;
  answer.model.name = "Sample";
  answer.model.argument = "sample";
  answer.model.parameters = 8'000'000'000;
  answer.format.precision = model::find_precision("q4_k_m");
  answer.format.recipe = model::GgufRecipe{"Q4_K_M", false};
  answer.engine = memory::LlamaCpp{};
  answer.overhead = {13, 10};
  answer.estimate.method = memory::Method::detailed;
  answer.estimate.is_placed = true;
  answer.estimate.weights = gibibyte * 4;
  answer.estimate.items = {
      item(Component::weights, {0}, 4096, {{"tensors", 291, TermUnit::count, TermOrigin::model}}),
      item(Component::kv_cache, {0}, 1024,
           {{"layers", 32, TermUnit::count, TermOrigin::model},
            {"cells", 8192, TermUnit::tokens, TermOrigin::workload},
            {"streams", 1, TermUnit::count, TermOrigin::workload},
            {"key_row", 2048, TermUnit::bytes, TermOrigin::model},
            {"value_row", 2048, TermUnit::bytes, TermOrigin::model}}),
      item(Component::compute, {0}, 56, {{"ffn_gate", 29'360'128, TermUnit::bytes}}),
      item(Component::weights, memory::host_device, 512,
           {{"tensors", 1, TermUnit::count, TermOrigin::model}}),
  };
  answer.total = memory::total(answer.estimate);
  answer.kv_cache = gibibyte;
  answer.host = mebibyte * 512;
  answer.kv_bytes_per_token = 131'072;
  answer.rule = memory::estimate_by_rule(answer.model.parameters, answer.format.precision);
  advise::Fit fit;
  fit.gpu = card();
  fit.verdict = advise::Verdict::fits;
  answer.kinds = {{1, {fit}}};
  answer.devices = {
      {"gpu0", card(), answer.total.expected, gibibyte * 8, {}, {}, 0.632, advise::Verdict::fits}};
  answer.verdict = advise::Verdict::fits;
  answer.room = advise::Room{.longest_context_tokens = 30'000,
                             .context_is_model_maximum = false,
                             .most_parallel = 3,
                             .best_format = answer.format,
                             .reserve = mebibyte * 256};
  return answer;
}

std::string printed(const advise::EstimateAnswer& answer, bool explain = false,
                    Canvas canvas = {}) {
  return text(document(answer, {.unit = ByteUnit::gib, .explain = explain}), canvas);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an engine's answer names format, engine and workload", "[engine_report]") {
  const std::string text = printed(sample(), false, {.width = 100});
  CHECK(contains(text, "Sample · Q4_K_M · llama.cpp · 8 K × 1"));
  CHECK(contains(text, "fits on 1 × Card"));
  CHECK(contains(text, "Card   63 % of 8.00 GiB"));
  CHECK(contains(text, "weights    4.00 GiB   exact   291 tensors, embeddings stay in RAM"));
  CHECK(contains(text, "32 layers × 8192 cells × (K 2048 B + V 2048 B), f16"));
  CHECK(
      contains(text, "compute    56.0 MiB   exact   ubatch 512, flash attention; peak: ffn_gate"));
  CHECK(contains(text, "RAM while running   0.50 GiB"));
  CHECK(contains(text, "1 tensor, mapped from the file"));
}

TEST_CASE("the room that is left is said in one line", "[engine_report]") {
  advise::EstimateAnswer answer = sample();
  CHECK(contains(printed(answer), "room left: context up to 29 K, or 3 sequences of 8 K\n"));
  answer.room->best_format = model::WeightFormat{model::find_precision("q8_0"), std::nullopt};
  CHECK(contains(printed(answer), ", or Q8_0\n"));
  answer.verdict = advise::Verdict::no;
  answer.workload.context_tokens = 65'536;
  answer.room->most_parallel = std::nullopt;
  CHECK(contains(printed(answer), "would fit: context up to 29 K\n"));
  answer.room = advise::Room{};
  CHECK_FALSE(contains(printed(answer), "room left"));
}

TEST_CASE("many cards get a row each", "[engine_report]") {
  advise::EstimateAnswer answer = sample();
  answer.devices = {answer.devices[0], answer.devices[0], answer.devices[0]};
  answer.devices[1].device = "gpu1";
  answer.devices[2].device = "gpu2";
  const std::string text = printed(answer, false, {.width = 100});
  CHECK(contains(text, "device   weights   cache   compute   other      total   load   verdict"));
  CHECK(contains(text, "gpu0        4.00    1.00      0.05    0.00   5.05 GiB   63 %   fits"));
}

TEST_CASE("bars show every part that is there", "[engine_report]") {
  const std::vector<double> parts{0.5, 0.25, 0.001, 0};
  CHECK(stacked_bar(parts, 8) == "████▓▓▒·");
  const std::vector<double> over{1.5, 0.5, 0, 0};
  CHECK(stacked_bar(over, 4) == "███▓");
  const std::vector<double> full{0.98, 0.01, 0.005, 0.005};
  CHECK(stacked_bar(full, 5) == "██▓▒░");
  CHECK(contains(printed(sample(), false, {.width = 100, .colour = true}), "▓   KV cache"));
}

TEST_CASE("an explanation has every term with its origin", "[engine_report]") {
  const std::string text = printed(sample(), true);
  CHECK(contains(text, "KV cache, gpu0: 1 073 741 824 bytes, exact"));
  CHECK(contains(text, "formula no-such-formula"));
  CHECK(contains(text, "cells       8 192 tokens   the workload"));
}

TEST_CASE("an engine's answer as JSON", "[engine_report]") {
  const Json plain = json(sample());
  CHECK(plain.at("engine") == "llama.cpp");
  CHECK(plain.at("workload").at("context_tokens") == 8192);
  CHECK(plain.at("workload").at("cache_type_k") == "f16");
  CHECK(plain.at("engine_options").at("ubatch_size") == 512);
  CHECK(plain.at("kv_cache_bytes") == gibibyte.count());
  CHECK(plain.at("host_bytes") == (mebibyte * 512).count());
  CHECK(plain.at("kv_bytes_per_token") == 131'072);
  CHECK(plain.at("items").at(3).at("device") == "host");
  CHECK(plain.at("items").at(0).at("terms").is_null());
  CHECK(plain.at("room").at("max_parallel") == 3);
  CHECK(plain.at("room").at("best_precision") == "q4_k_m");
  const Json explained = json(sample(), {.explain = true});
  CHECK(explained.at("items").at(1).at("terms").at(1).at("origin") == "workload");
  CHECK(explained.at("items").at(1).at("expression").is_null());
}

TEST_CASE("tokens are printed in binary thousands where they are whole", "[engine_report]") {
  CHECK(tokens_text(8192) == "8 K");
  CHECK(tokens_text(1'048'576) == "1 M");
  CHECK(tokens_text(5000) == "5000");
  CHECK(tokens_up_to(56'832) == "55 K");
  CHECK(tokens_up_to(1000) == "1000");
}
