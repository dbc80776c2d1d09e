// Several models on the same cards: what holds for any of them.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/advise/together.h>
#include <vramcalc/core/error.h>
#include <vramcalc/hardware/find_gpu.h>

#include "support/catalogue_question.h"
#include "support/program.h"

using namespace vramcalc;
using namespace vramcalc::advise;
using Json = nlohmann::ordered_json;

namespace {

EstimateRequest request_about(const std::string& id, memory::Engine engine,
                              const std::string& gpu = {}, std::uint64_t cards = 1,
                              const std::string& precision = {}) {
  const memory::Question question = test::question_about(id, std::move(engine), precision);
  EstimateRequest request;
  request.model = question.model;
  request.format = question.format;
  request.engine = question.engine;
  request.workload = question.workload;
  request.rig_is_named = !gpu.empty();
  request.cards = {
      {hardware::find_gpu(gpu.empty() ? "rtx-4090" : gpu, hardware::builtin_gpus()).gpu, cards}};
  return request;
}

void check_equal(const Fit& a, const Fit& b) {
  CHECK(a.cards == b.cards);
  CHECK(a.verdict == b.verdict);
  CHECK(a.per_card == b.per_card);
  CHECK(a.usable_per_card == b.usable_per_card);
  CHECK(a.utilization == b.utilization);
  REQUIRE(a.ram.has_value() == b.ram.has_value());
  if (a.ram) {
    CHECK(a.ram->minimum == b.ram->minimum);
    CHECK(a.ram->recommended == b.ram->recommended);
  }
}

void check_is_estimate(const EstimateRequest& request) {
  const EstimateAnswer alone = answer(request);
  const SetAnswer set = together({{request}});
  CHECK(set.total == alone.total);
  CHECK(set.host == alone.host);
  CHECK(set.verdict == alone.verdict);
  REQUIRE(set.devices.size() == alone.devices.size());
  for (std::size_t i = 0; i < set.devices.size(); ++i) {
    CHECK(set.devices[i].total == alone.devices[i].total);
    CHECK(set.devices[i].usable == alone.devices[i].usable);
    CHECK(set.devices[i].driver == alone.devices[i].driver);
    CHECK(set.devices[i].verdict == alone.devices[i].verdict);
  }
  REQUIRE(set.kinds.size() == alone.kinds.size());
  for (std::size_t i = 0; i < set.kinds.size(); ++i) {
    REQUIRE(set.kinds[i].rows.size() == alone.kinds[i].rows.size());
    for (std::size_t row = 0; row < set.kinds[i].rows.size(); ++row) {
      check_equal(set.kinds[i].rows[row], alone.kinds[i].rows[row]);
    }
  }
  REQUIRE(set.ram.has_value() == alone.ram.has_value());
  if (set.ram) {
    CHECK(set.ram->minimum == alone.ram->minimum);
  }
}

}  // namespace

TEST_CASE("together: one model is its estimate", "[together]") {
  const auto* const gpu = GENERATE("", "rtx-3060", "rtx-4090", "a100-sxm4-80gb");
  const auto cards = GENERATE(std::uint64_t{1}, 2, 4);
  CAPTURE(gpu, cards);
  check_is_estimate(request_about("llama-3.1-8b", memory::LlamaCpp{}, gpu, cards, "q4_k_m"));
  check_is_estimate(request_about("llama-3.1-8b", memory::Vllm{}, gpu, cards));
  check_is_estimate(request_about("llama-3.1-8b", memory::Sglang{}, gpu, cards));
  check_is_estimate(request_about("llama-3.1-8b", memory::Transformers{}, gpu, cards));
  check_is_estimate(request_about("llama-3.1-8b", memory::Generic{}, gpu, cards));
}

TEST_CASE("together: without pools the order changes no sum", "[together]") {
  const auto cards = GENERATE(std::uint64_t{1}, 2, 3);
  std::vector<EstimateRequest> models{
      request_about("llama-3.1-8b", memory::LlamaCpp{}, "rtx-4090", 1, "q4_k_m"),
      request_about("qwen3-8b", memory::LlamaCpp{}, "rtx-4090", 1, "q8_0"),
      request_about("qwen3-0.6b", memory::Transformers{}, "rtx-4090", 1)};
  for (EstimateRequest& model : models) {
    model.cards.front().count = cards;
  }
  const SetAnswer first = together(models);
  std::reverse(models.begin(), models.end());
  const SetAnswer second = together(models);
  CHECK(first.host == second.host);
  if (cards == 1) {
    CHECK(first.total == second.total);
    CHECK(first.devices[0].total == second.devices[0].total);
    CHECK(first.verdict == second.verdict);
  }
  // Where layers fall on cards may change with what is free there; their weights do not.
  const auto weights = [](const SetAnswer& answer) {
    Bytes sum;
    for (const SetModel& model : answer.models) {
      for (const ModelOnCard& card : model.cards) {
        sum += card.weights;
      }
    }
    return sum;
  };
  CHECK(weights(first) == weights(second));
}

TEST_CASE("together: llama.cpp goes by what the models before it leave", "[together]") {
  const EstimateRequest large =
      request_about("llama-3.1-8b", memory::LlamaCpp{}, "rtx-4090", 2, "q8_0");
  memory::LlamaCpp on_first;
  on_first.split_mode = memory::SplitMode::none;  // the first card alone
  const SetAnswer set =
      together({{request_about("qwen3-8b", on_first, "rtx-4090", 2, "q8_0"), large}});
  const SetAnswer alone = together({{large}});
  CHECK(set.models[1].cards[0].weights < alone.models[0].cards[0].weights);
  CHECK(set.models[1].cards[1].weights > alone.models[0].cards[1].weights);
}

TEST_CASE("together: the cards hold the sum of the models", "[together]") {
  const SetAnswer set =
      together({{request_about("llama-3.1-8b", memory::LlamaCpp{}, "rtx-4090", 2, "q4_k_m"),
                 request_about("qwen3-8b", memory::LlamaCpp{}, "rtx-4090", 2, "q4_k_m")}});
  Bytes all;
  for (std::size_t card = 0; card < set.devices.size(); ++card) {
    Bytes sum;
    for (const SetModel& model : set.models) {
      sum += model.cards[card].holds.expected;
    }
    CHECK(sum == set.devices[card].total);
    all += sum;
  }
  CHECK(all == set.total.expected);
}

TEST_CASE("together: a share that is too much is refused, and the one named instead does",
          "[together]") {
  const std::string set = GENERATE(
      "estimate -m qwen3-0.6b -m qwen3-8b -p q8_0,bf16 --engine llama.cpp,vllm --gpu rtx-4090",
      "estimate -m qwen3-8b -m qwen3-0.6b --engine vllm --gpu a100-sxm4-80gb",
      "estimate -m qwen3-8b -m llama-3.1-8b --engine sglang --gpu a100-sxm4-80gb",
      "estimate -m qwen3-8b -m llama-3.1-8b --engine tensorrt-llm --gpu a100-sxm4-80gb",
      "estimate -m qwen3-8b -m qwen3-4b --engine vllm,sglang --gpu a100-sxm4-80gb",
      "estimate -m qwen3-8b -m qwen3-4b -m qwen3-0.6b --engine vllm --gpu a100-sxm4-80gbx2");
  CAPTURE(set);
  const Json refused = test::json(set, 1);
  CHECK(refused["verdict"] == "no");
  // An option for each model that takes a share; where several do, as a list.
  std::map<std::string, std::string> advice;
  std::string line;
  CAPTURE(refused["warnings"]);
  for (const Json& model : refused["models"]) {
    const std::string prefix = model["name"].get<std::string>() + ": --";
    for (const std::string text : refused["warnings"]) {
      if (text.starts_with(prefix) && text.ends_with(" would do")) {
        const std::vector<std::string> words = test::words(text.substr(prefix.size() - 2));
        advice[model["name"]] = words.at(1);
        line = words.at(0);
      }
    }
  }
  REQUIRE_FALSE(advice.empty());
  // The others keep their defaults; of another engine, any value stands for theirs.
  std::string values;
  for (const Json& model : refused["models"]) {
    std::string value = "0.9";
    for (const Json& assumption : model["assumptions"]) {
      if ("--" + assumption["option"].get<std::string>() == line) {
        value = assumption["value"];
      }
    }
    const auto found = advice.find(model["name"]);
    values += (values.empty() ? "" : ",") + (found == advice.end() ? value : found->second);
  }
  CAPTURE(line, values);
  CHECK(test::run(test::words(set + " " + line + " " + values)).exit_code == 0);
}

TEST_CASE("together: values are one for all or one for each", "[together]") {
  const std::string models = "estimate -m llama-3.1-8b -m qwen3-0.6b -p q4_k_m,q8_0 ";
  const Json each = test::json(models + "--context 16k,512 --parallel 2,8");
  CHECK(each["models"][0]["workload"]["context_tokens"] == 16384);
  CHECK(each["models"][1]["workload"]["context_tokens"] == 512);
  CHECK(each["models"][1]["workload"]["parallel"] == 8);
  CHECK(each["models"][0]["precision"] == "q4_k_m");
  CHECK(each["models"][1]["precision"] == "q8_0");
  const Json all = test::json(models + "--context 4k");
  CHECK(all["models"][0]["workload"]["context_tokens"] == 4096);
  CHECK(all["models"][1]["workload"]["context_tokens"] == 4096);
  CHECK(test::run(test::words(models + "--context 4k,2k,1k")).exit_code == 2);
}

TEST_CASE("together: the same model twice has two names", "[together]") {
  const Json answer = test::json("estimate 7B -m 7B -m 7B");
  CHECK(answer["models"][0]["name"] == "7B");
  CHECK(answer["models"][1]["name"] == "7B (2)");
  CHECK(answer["models"][2]["name"] == "7B (3)");
  const Json one = test::json("estimate 7B");
  CHECK(answer["total_bytes"].get<std::uint64_t>() == 3 * one["total_bytes"].get<std::uint64_t>());
}

TEST_CASE("together: full cards are shared out by what they have", "[together]") {
  const auto gpu = [](std::uint64_t visible, std::uint64_t taken) {
    memory::GpuMemory memory;
    memory.visible = Bytes{visible};
    memory.taken = Bytes{taken};
    return memory;
  };
  using Sizes = std::vector<Bytes>;
  const std::vector<memory::GpuMemory> some{gpu(10, 4), gpu(20, 25)};
  CHECK(memory::free_memory(some) == Sizes{Bytes{6}, Bytes{0}});
  const std::vector<memory::GpuMemory> none{gpu(10, 10), gpu(20, 25)};
  CHECK(memory::free_memory(none) == Sizes{Bytes{10}, Bytes{20}});
}

TEST_CASE("together: the next step is a question that is answered", "[together]") {
  const test::Outcome set = test::run(
      test::words("estimate -m qwen3-0.6b -m qwen3-8b -p q8_0,bf16 --engine llama.cpp,sglang "
                  "--mem-fraction-static 0.8 --ubatch-size 256"));
  REQUIRE(set.exit_code == 0);
  std::string command = set.out.substr(set.out.rfind("vramcalc estimate"));
  for (std::size_t at = command.find('\\'); at != std::string::npos; at = command.find('\\')) {
    command.replace(at, command.find_first_not_of("\\\n ", at) - at, "");
  }
  command.erase(command.find('\n'));
  CAPTURE(command);
  CHECK(command.find("--ubatch-size 256") != std::string::npos);
  CHECK(test::run(test::words(command.substr(command.find("estimate")))).exit_code == 0);
}
