// Two estimates side by side: the differences add up, whatever changes.
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include <vramcalc/advise/versus.h>

#include "support/program.h"

using namespace vramcalc;
using Json = nlohmann::ordered_json;

namespace {

// Of both steps and components, those in main memory aside.
void check_sums(const Json& answer) {
  const std::int64_t difference = answer["difference_bytes"];
  const std::int64_t host = answer["host_difference_bytes"];
  CHECK(answer["other"]["total_bytes"].get<std::int64_t>() -
            answer["base"]["total_bytes"].get<std::int64_t>() ==
        difference);
  std::int64_t of_gpus = 0;
  std::int64_t of_host = 0;
  for (const Json& component : answer["components"]) {
    CHECK(component["other_bytes"].get<std::int64_t>() -
              component["base_bytes"].get<std::int64_t>() ==
          component["difference_bytes"].get<std::int64_t>());
    (component["device"] == "host" ? of_host : of_gpus) +=
        component["difference_bytes"].get<std::int64_t>();
  }
  CHECK(of_gpus == difference);
  CHECK(of_host == host);
  std::int64_t of_steps = 0;
  std::int64_t host_of_steps = 0;
  for (const Json& step : answer["steps"]) {
    of_steps += step["difference_bytes"].get<std::int64_t>();
    host_of_steps += step["host_difference_bytes"].get<std::int64_t>();
    std::int64_t of_components = 0;
    for (const Json& component : step["components"]) {
      CHECK(component["difference_bytes"] != 0);
      of_components +=
          component["device"] == "host" ? 0 : component["difference_bytes"].get<std::int64_t>();
    }
    CHECK(of_components == step["difference_bytes"].get<std::int64_t>());
  }
  CHECK(of_steps == difference);
  CHECK(host_of_steps == host);
}

constexpr std::array<std::string_view, 14> changes{
    "--context 32k",       "--context 1k",        "--parallel 4",
    "--cache-type-k q8_0", "--cache-type-v q8_0", "--kv-precision q8_0",
    "--ubatch-size 1024",  "--no-kv-offload",     "-p q8_0",
    "--gpu rtx-4090",      "--gpu rtx-3060x2",    "--gpu-layers 10",
    "--model qwen3-8b",    "--flash-attn off"};

}  // namespace

TEST_CASE("versus: the steps sum to the difference, whatever changes", "[versus]") {
  std::mt19937 random{20260101};
  for (int i = 0; i < 25; ++i) {
    const std::string_view first = changes.at(random() % changes.size());
    const std::string_view second = changes.at(random() % changes.size());
    if (first.substr(0, first.find(' ')) == second.substr(0, second.find(' ')) ||
        (first == "--flash-attn off" && second.find("q8_0") != std::string_view::npos) ||
        (second == "--flash-attn off" && first.find("q8_0") != std::string_view::npos)) {
      continue;
    }
    const std::string text = std::string{first} + " " + std::string{second};
    CAPTURE(text);
    const test::Outcome outcome = test::run({"estimate", "llama-3.1-8b", "-p", "q4_k_m", "--gpu",
                                             "rtx-4070", "--json", "--versus", text});
    INFO(outcome.err);
    REQUIRE(outcome.exit_code <= 1);
    check_sums(Json::parse(outcome.out));
  }
}

TEST_CASE("versus: an option replaces every occurrence of itself", "[versus]") {
  const Json answer = test::json(
      "estimate llama-3.1-8b -p q4_k_m --gpu rtx-4070 --gpu rtx-3060 "
      "--versus \"--gpu a10 --gpu a10\"");
  CHECK(answer["other"]["arguments"] ==
        Json({"llama-3.1-8b", "--precision", "q4_k_m", "--gpu", "a10", "--gpu", "a10"}));
  CHECK(answer["steps"].size() == 1);
  CHECK(answer["steps"][0]["value"] == "a10,a10");
  check_sums(answer);
}

TEST_CASE("versus: another model stands there alone or by its option", "[versus]") {
  for (const std::string other : {"qwen3-8b", "--model qwen3-8b", "--params 8B"}) {
    CAPTURE(other);
    const Json answer = test::json("estimate llama-3.1-8b --versus \"" + other + "\"");
    CHECK(answer["other"]["model"]["name"] != answer["base"]["model"]["name"]);
    CHECK(answer["steps"].size() == 1);
    check_sums(answer);
  }
}

TEST_CASE("versus: what is impossible alone is one step with what makes it possible", "[versus]") {
  const Json answer = test::json(
      "estimate llama-3.1-8b --gpu rtx-4090 "
      "--versus \"--gpu-memory-utilization 0.8 --engine vllm --context 4k\"");
  REQUIRE(answer["steps"].size() == 2);
  CHECK(answer["steps"][0]["option"] == "--engine");
  CHECK(answer["steps"][0]["together_with"] ==
        Json::array({{{"option", "--gpu-memory-utilization"}, {"value", "0.8"}}}));
  CHECK(answer["steps"][1]["option"] == "--context");
  check_sums(answer);
}

TEST_CASE("versus: both sides are what each question answers by itself", "[versus]") {
  const Json answer =
      test::json("estimate llama-3.1-8b -p q4_k_m --gpu rtx-4070 --versus \"--context 32k\"");
  const Json base = test::json("estimate llama-3.1-8b -p q4_k_m --gpu rtx-4070");
  const Json other = test::json("estimate llama-3.1-8b -p q4_k_m --gpu rtx-4070 --context 32k");
  for (const char* field : {"total_bytes", "total_high_bytes", "host_bytes", "verdict", "room",
                            "model", "workload", "assumptions", "kv_bytes_per_token"}) {
    CAPTURE(field);
    CHECK(answer["base"][field] == base[field]);
    CHECK(answer["other"][field] == other[field]);
  }
}

TEST_CASE("versus: the exit code is the second question's", "[versus]") {
  const auto exit_code = [](const std::string& gpu, const std::string& text) {
    return test::run({"estimate", "llama-3.1-8b", "-p", "q4_k_m", "--gpu", gpu, "--versus", text})
        .exit_code;
  };
  CHECK(exit_code("rtx-4070", "--context 8k") == 0);
  CHECK(exit_code("rtx-4070", "--context 128k") == 1);
  CHECK(exit_code("rtx-3050-6gb", "--gpu rtx-4070") == 0);
}

TEST_CASE("versus: a difference is signed and checked", "[versus]") {
  CHECK(advise::BytesChange{Bytes{3}, Bytes{10}}.difference() == 7);
  CHECK(advise::BytesChange{Bytes{10}, Bytes{3}}.difference() == -7);
  CHECK_THROWS((advise::BytesChange{Bytes{0}, Bytes{std::uint64_t{1} << 63}}.difference()));
}
