#include <algorithm>
#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/advise/demand.h>
#include <vramcalc/advise/load_request.h>
#include <vramcalc/hardware/find_gpu.h>

#include "support/catalogue_question.h"

using namespace vramcalc;
using namespace vramcalc::advise;

namespace {

hardware::Rig rig(const std::string& id, std::uint64_t count = 1) {
  return {{{hardware::find_gpu(id, hardware::builtin_gpus()).gpu, count}}};
}

LoadRequest of_size(std::uint64_t billions, const char* precision, const hardware::Rig& on,
                    const LoadSettings& settings = {}) {
  memory::Question question;
  question.model.parameters = billions * 1'000'000'000;
  question.format.precision = model::find_precision(precision);
  const Demand demand{question, on};
  return load_request(demand.estimate(), question.engine, on, settings);
}

LoadRequest of_model(memory::Engine engine, const std::string& precision, const hardware::Rig& on,
                     const LoadSettings& settings = {}) {
  const Demand demand{test::question_about("llama-3.1-8b", std::move(engine), precision), on};
  return load_request(demand.estimate(), demand.question().engine, on, settings);
}

const Assumption* assumed(const LoadRequest& request, const std::string& option) {
  const auto found = std::find_if(request.assumptions.begin(), request.assumptions.end(),
                                  [&](const Assumption& a) { return a.option == option; });
  return found == request.assumptions.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("a size on a card: the rule's figures, the article's loader", "[timeline]") {
  const LoadRequest request = of_size(7, "int8", rig("rtx-4070"));
  CHECK(request.loader == Loader::whole_file);
  CHECK(request.file == gigabyte * 7);
  REQUIRE(request.gpus.size() == 1);
  CHECK(request.gpus[0].weights == gigabyte * 7);
  CHECK(request.gpus[0].allocated.expected == Bytes{9'100'000'000});
  CHECK(request.gpus[0].before.expected == Bytes{500'000'000});
  CHECK(request.gpus[0].link == hardware::PcieLink{4, 16});
  CHECK(request.held.expected == Bytes{});
  CHECK(request.disk_per_second == gigabyte * 3);
  CHECK(load_timeline(request).total_seconds == Approx(7.0 / 3 + 7.0 / 32));
  for (const char* option : {"loader", "disk-speed", "pcie", "ram-before", "vram-before"}) {
    CAPTURE(option);
    CHECK(assumed(request, option) != nullptr);
  }
}

TEST_CASE("several cards of a size share the weights", "[timeline]") {
  const LoadRequest request = of_size(70, "int4", rig("a10", 4));
  REQUIRE(request.gpus.size() == 4);
  Bytes weights;
  for (const GpuLoad& gpu : request.gpus) {
    weights += gpu.weights;
    CHECK(gpu.before.high == Bytes{});
  }
  CHECK(weights >= gigabyte * 35);
  CHECK(weights <= gigabyte * 35 + Bytes{4});
  CHECK(assumed(request, "vram-before") == nullptr);
}

TEST_CASE("what is said of the computer is not assumed", "[timeline]") {
  const LoadRequest request = of_size(7, "int8", rig("rtx-4070"),
                                      {.loader = Loader::sharded,
                                       .disk_per_second = gigabyte * 7,
                                       .slot = hardware::PcieLink{5, 8},
                                       .shard = gigabyte * 2,
                                       .workers = 2,
                                       .ram = gibibyte * 32});
  CHECK(request.loader == Loader::sharded);
  CHECK(request.disk_per_second == gigabyte * 7);
  CHECK(request.shard == gigabyte * 2);
  CHECK(request.workers == 2);
  CHECK(request.ram == gibibyte * 32);
  // The card has no more than 4.0, the slot no more than eight lanes.
  CHECK(request.gpus[0].link == hardware::PcieLink{4, 8});
  CHECK(request.gpus[0].card_link == hardware::PcieLink{4, 16});
  for (const char* option : {"loader", "disk-speed", "pcie", "shard"}) {
    CAPTURE(option);
    CHECK(assumed(request, option) == nullptr);
  }
}

TEST_CASE("an engine's weights travel, what stays in main memory is held", "[timeline]") {
  const LoadRequest all = of_model(memory::LlamaCpp{}, "q4_k_m", rig("rtx-4090"));
  CHECK(all.loader == Loader::mmap);
  CHECK(all.gpus[0].swing == Bytes{});
  CHECK(all.gpus[0].weights + all.held_weights.expected == all.file);
  CHECK(all.gpus[0].weights < all.gpus[0].allocated.expected);

  memory::LlamaCpp half;
  half.gpu_layers = 16;
  const LoadRequest offloaded = of_model(half, "q4_k_m", rig("rtx-4090"));
  CHECK(offloaded.gpus[0].weights < all.gpus[0].weights);
  CHECK(offloaded.held_weights.expected > all.held_weights.expected);
  // Frequencies of the position encoding, 256 bytes, are wanted on both sides.
  CHECK(offloaded.gpus[0].weights + offloaded.held_weights.expected == offloaded.file + Bytes{256});
  const LoadTimeline timeline = load_timeline(offloaded);
  CHECK(timeline.at(LoadStage::running).ram.weights == offloaded.held_weights);
}

TEST_CASE("every engine's load can be told on every kind of card", "[timeline]") {
  const auto [engine, precision] = GENERATE(table<memory::Engine, std::string>({
      {memory::Generic{}, "int8"},
      {memory::LlamaCpp{}, "q4_k_m"},
      {memory::Vllm{}, "fp16"},
      {memory::Sglang{}, "fp16"},
      {memory::TensorRtLlm{}, "fp16"},
      {memory::Transformers{}, "fp16"},
      {memory::ExllamaV3{}, "exl3:4.0"},
  }));
  CAPTURE(memory::id_of(engine));
  for (const char* id : {"rtx-4090", "a100-pcie-40gb", "b100-192gb"}) {
    const LoadRequest request = of_model(engine, precision, rig(id));
    const LoadTimeline timeline = load_timeline(request);
    CHECK(timeline.at(LoadStage::running).vram.total().expected >=
          request.gpus[0].allocated.expected);
    CHECK(request.gpus[0].weights <= request.gpus[0].allocated.expected);
    CHECK(timeline.total_seconds > 0);
  }
}

TEST_CASE("unified memory has no link and its own size", "[timeline]") {
  const LoadRequest request = of_model(memory::Mlx{}, "fp16", rig("apple-m4-max-40-core"));
  CHECK_FALSE(request.gpus[0].link.has_value());
  CHECK(request.ram == hardware::marketed_memory(rig("apple-m4-max-40-core").kinds[0].gpu));
  CHECK(request.gpus[0].works_on_map);
  CHECK(assumed(request, "pcie") == nullptr);
}
