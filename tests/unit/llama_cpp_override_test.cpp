// --override-tensor and --split-mode row: tensors elsewhere than their layer.
#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/memory/question.h>

#include "memory/llama_cpp/placement.h"
#include "support/catalogue_question.h"

namespace vramcalc::memory::llama_cpp {
namespace {

using model::StorageType;
using model::TensorPart;

const std::vector<GpuMemory> two_gpus(2, {.visible = gibibyte * 24, .sm_count = 0});

LlamaCpp with(std::vector<TensorOverride> overrides) {
  LlamaCpp options;
  options.override_tensor = std::move(overrides);
  return options;
}

LlamaCpp in_rows(std::uint64_t build) {
  LlamaCpp options;
  options.split_mode = SplitMode::row;
  options.build = build;
  return options;
}

// Tensors of one byte a number, so that bytes are the length.
struct Weights {
  model::Inventory inventory;

  void add(std::string_view name, std::initializer_list<std::uint64_t> shape,
           TensorPart part = TensorPart::language) {
    inventory.add(name, shape, StorageType::i8, part);
  }
  // Layer 0 and 1 on gpu0, the output on gpu1.
  [[nodiscard]] PlacedWeights on_two(const LlamaCpp& options) const {
    return place_weights(WeightTable{model::store_as_is(inventory), {}}, {},
                         place(2, options, two_gpus));
  }
};

Weights mixture() {
  Weights weights;
  weights.add("token_embd.weight", {1000});
  weights.add("rope_freqs.weight", {2}, TensorPart::generated);
  weights.add("blk.0.attn_q.weight", {3});
  weights.add("blk.0.ffn_up_exps.weight", {10});
  weights.add("blk.0.ffn_down_exps.weight", {20});
  weights.add("blk.0.ffn_down_shexp.weight", {5});
  weights.add("blk.1.ffn_up_exps.weight", {100});
  weights.add("blk.1.ffn_down_exps.weight", {200});
  weights.add("output.weight", {5000});
  return weights;
}

std::string sizes_of(const PlacedWeights& weights) {
  std::string text;
  for (const auto& place : weights.devices) {
    text += (text.empty() ? "" : ", ") + name_of(place.device) + " " +
            std::to_string(place.language.count());
  }
  return text;
}

std::string moved_by(std::vector<TensorOverride> overrides) {
  return sizes_of(mixture().on_two(with(std::move(overrides))));
}

MessageId refusal(const LlamaCpp& options) {
  try {
    static_cast<void>(place(2, options, two_gpus));
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.hint());
    return error.message().id;
  }
  FAIL("accepted");
  return {};
}

Bytes sum_of(const PlacedWeights& weights) {
  Bytes sum;
  for (const auto& place : weights.devices) {
    sum += place.language;
  }
  return sum;
}

std::vector<std::string> lines_of(const Estimate& estimate) {
  std::vector<std::string> lines;
  for (const LineItem& item : estimate.items) {
    lines.push_back(name_of(item.device) + " " + std::string{item.formula} + " " +
                    std::to_string(item.expected.count()));
  }
  return lines;
}

Estimate estimated(const std::string& id, const LlamaCpp& options,
                   const std::vector<GpuMemory>& gpus) {
  return memory::estimate(test::question_about(id, options, "q4_k_m"), gpus);
}

}  // namespace

TEST_CASE("an override moves the tensors that hold a match", "[llama_cpp]") {
  CHECK(moved_by({}) == "gpu0 340, gpu1 5000, host 1000");
  CHECK(moved_by({{"exps", "CPU"}}) == "gpu0 10, gpu1 5000, host 1330");
  CHECK(moved_by({{R"(\.ffn_(up|gate)_exps\.)", "CPU"}}) == "gpu0 230, gpu1 5000, host 1110");
  CHECK(moved_by({{R"(blk\.([1-9])\.ffn_.*_exps\.)", "CUDA1"}}) == "gpu0 40, gpu1 5300, host 1000");
  CHECK(moved_by({{R"(^blk\.0)", "CUDA_Host"}}) == "gpu0 302, gpu1 5000, host 1038");
  CHECK(moved_by({{"rope_freqs", "CPU"}, {"output", "ROCm0"}}) == "gpu0 5338, host 1002");
}

TEST_CASE("the first pattern that matches decides, and --n-cpu-moe comes last", "[llama_cpp]") {
  CHECK(moved_by({{R"(blk\.0\.)", "CUDA1"}, {"exps", "CPU"}}) == "gpu0 2, gpu1 5038, host 1300");
  CHECK(moved_by({{"exps", "CPU"}, {R"(blk\.0\.)", "CUDA1"}}) == "gpu0 2, gpu1 5008, host 1330");
  LlamaCpp options = with({{R"(blk\.0\.ffn_up)", "CUDA1"}});
  options.n_cpu_moe = 2;
  CHECK(sizes_of(mixture().on_two(options)) == "gpu0 10, gpu1 5010, host 1320");
}

TEST_CASE("it is told which patterns decided, and on what", "[llama_cpp]") {
  const PlacedWeights experts =
      mixture().on_two(with({{"exps", "CPU"}, {"down_exps", "CUDA0"}, {"nothing", "CPU"}}));
  CHECK(experts.used_patterns == std::vector<bool>{true, false, false});
  CHECK(experts.moves_experts);
  CHECK_FALSE(experts.moves_others);
  CHECK(mixture().on_two(with({{"shexp", "CPU"}})).moves_others);
  const PlacedWeights at_home = mixture().on_two(with({{R"(blk\.)", "CUDA0"}}));
  CHECK_FALSE(at_home.moves_experts);
  CHECK_FALSE(at_home.moves_others);
}

TEST_CASE("a tied head goes where its embeddings are moved, and is no second copy", "[llama_cpp]") {
  Weights weights;
  weights.add("token_embd.weight", {1000});
  weights.add("blk.0.attn_q.weight", {100});
  CHECK(sizes_of(weights.on_two({})) == "gpu0 100, gpu1 1000, host 1000");
  CHECK(sizes_of(weights.on_two(with({{"token_embd", "CUDA0"}}))) == "gpu0 1100");
  CHECK(sizes_of(weights.on_two(with({{"token_embd", "CPU"}}))) == "gpu0 100, host 1000");
}

TEST_CASE("overrides that name nothing are refused", "[llama_cpp]") {
  const auto of = [](const char* pattern, const char* buffer) {
    return refusal(with({{"exps", "CPU"}, {pattern, buffer}}));
  };
  CHECK(of("", "CPU") == MessageId::llama_cpp_override_no_pattern);
  for (const char* pattern :
       {"(", ")", "[a", "*exps", "a{2", "(?!x)y", R"((a)\1)", R"(\b)", R"(\)", "[z-a]", "a{101}"}) {
    CAPTURE(pattern);
    CHECK(of(pattern, "CPU") == MessageId::llama_cpp_override_pattern);
  }
  for (const char* buffer : {"", "cpu", "CUDA", "CUDA-1", "CUDA0x", "CUDA99999999999", "Vulkan0",
                             "CUDA_Host0", "Metal", "GPU0", "CPU "}) {
    CAPTURE(buffer);
    CHECK(of("exps", buffer) == MessageId::llama_cpp_override_buffer);
  }
  CHECK(of("exps", "CUDA2") == MessageId::llama_cpp_override_gpu);
  LlamaCpp vulkan = with({{"exps", "Vulkan1"}});
  vulkan.backend = LlamaCppBackend::vulkan;
  CHECK_NOTHROW(place(2, vulkan, two_gpus));
  vulkan.override_tensor.front().buffer = "CUDA1";
  CHECK(refusal(vulkan) == MessageId::llama_cpp_override_buffer);
  LlamaCpp alone = with({{"exps", "CUDA1"}});
  alone.split_mode = SplitMode::none;
  CHECK(refusal(alone) == MessageId::llama_cpp_override_gpu);
}

TEST_CASE("overrides move weights and lose none", "[llama_cpp]") {
  const Question question = test::question_about("qwen3-30b-a3b", LlamaCpp{}, "q4_k_m");
  const model::StoredModel stored = model::stored_in(question.model, question.format);
  const model::Architecture& architecture = question.model.layout->architecture;
  const WeightTable table{stored, architecture};
  const auto weights = [&](const LlamaCpp& options) {
    return place_weights(table, architecture,
                         place(count_layers(table, architecture), options, two_gpus));
  };
  const Bytes whole = sum_of(weights({}));
  const std::vector<std::string> patterns{
      "exps", R"(blk\.(1[0-9]|2[0-9])\.)", "attn_[qk]", "output", "token_embd", ".*",
      "^$",   R"(\.[0-9]*[05]\.)"};
  const std::vector<std::string> buffers{"CPU", "CUDA0", "CUDA1", "CUDA_Host"};
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    for (std::size_t j = 0; j < patterns.size() * buffers.size(); ++j) {
      const LlamaCpp options = with({{patterns[i], buffers[(i + j) % buffers.size()]},
                                     {patterns[j % patterns.size()], buffers[j % buffers.size()]}});
      CAPTURE(i, j);
      CHECK(sum_of(weights(options)) == whole);
    }
  }
  CHECK(sum_of(weights(in_rows(8829))) == whole);
}

TEST_CASE("--n-cpu-moe is an override of the first layers", "[llama_cpp]") {
  const auto gpus = GENERATE(as<std::size_t>{}, 1, 2);
  const std::vector<GpuMemory> cards(gpus, two_gpus.front());
  LlamaCpp by_count;
  by_count.n_cpu_moe = 12;
  const LlamaCpp by_pattern =
      with({{R"(blk\.([0-9]|1[01])\.ffn_(up|down|gate|gate_up)_(ch|)exps)", "CPU"}});
  CHECK(lines_of(estimated("qwen3-30b-a3b", by_count, cards)) ==
        lines_of(estimated("qwen3-30b-a3b", by_pattern, cards)));
}

TEST_CASE("experts in main memory are computed on the first GPU, whoever has the layer",
          "[llama_cpp]") {
  const auto compute = [](const Estimate& estimate, Device device) {
    Bytes sum;
    for (const LineItem& item : estimate.items) {
      sum +=
          item.device == device && item.component == Component::compute ? item.expected : Bytes{};
    }
    return sum;
  };
  const Estimate first = estimated("qwen3-30b-a3b", with({{R"(blk\.0\..*exps)", "CPU"}}), two_gpus);
  const Estimate last = estimated("qwen3-30b-a3b", with({{R"(blk\.47\..*exps)", "CPU"}}), two_gpus);
  const Estimate apart =
      estimated("qwen3-30b-a3b", with({{R"(blk\.0\..*exps)", "CUDA1"}}), two_gpus);
  CHECK(compute(last, Device{0}) > compute(apart, Device{0}));
  // Nothing is copied where a GPU has the weights.
  CHECK(compute(apart, Device{0}) < compute(first, Device{0}));
  CHECK(apart.warnings.empty());
}

TEST_CASE("overrides widen the compute buffers and warn where they are odd", "[llama_cpp]") {
  const Estimate odd =
      estimated("llama-3.1-8b", with({{R"(blk\.3\.ffn_down)", "CPU"}, {"exps", "CPU"}}), two_gpus);
  REQUIRE(odd.warnings.size() == 2);
  CHECK(odd.warnings[0].id == MessageId::warning_llama_cpp_override_unused);
  CHECK(odd.warnings[1].id == MessageId::warning_llama_cpp_override_others);
  const auto compute = std::find_if(odd.items.begin(), odd.items.end(), [](const LineItem& item) {
    return item.component == Component::compute;
  });
  REQUIRE(compute != odd.items.end());
  CHECK(compute->high * 2 > compute->expected * 3);
}

TEST_CASE("with --split-mode tensor no GPU can be named", "[llama_cpp]") {
  LlamaCpp options = with({{"exps", "CPU"}});
  options.split_mode = SplitMode::tensor;
  CHECK_NOTHROW(estimated("qwen3-30b-a3b", options, two_gpus));
  options.override_tensor.push_back({"attn", "CUDA1"});
  CHECK_THROWS_AS(estimated("qwen3-30b-a3b", options, two_gpus), Error);
}

TEST_CASE("rows of matrices are shared out, all else goes by layers", "[llama_cpp]") {
  Weights weights;
  weights.add("token_embd.weight", {2, 1000});
  weights.add("blk.0.attn_norm.weight", {7});
  weights.add("blk.0.attn_q.weight", {2, 1000});       // 384 rows on gpu0 and 616 on gpu1
  weights.add("blk.0.ffn_gate_inp.weight", {1, 200});  // no row would be left on gpu0
  weights.add("blk.0.ffn_up_exps.weight", {1, 4000, 4});
  weights.add("blk.0.ssm_conv1d.weight", {1, 4000});
  weights.add("output.weight", {1, 512});
  CHECK(sizes_of(weights.on_two({})) == "gpu0 22207, gpu1 512, host 2000");
  CHECK(sizes_of(weights.on_two(in_rows(8829))) == "gpu0 21231, gpu1 1488, host 2000");
  LlamaCpp uneven = in_rows(9889);
  uneven.tensor_split = {3, 1};
  CHECK(sizes_of(weights.on_two(uneven)) == "gpu0 21799, gpu1 920, host 2000");
  LlamaCpp moved = in_rows(8829);
  moved.override_tensor = {{"attn_q", "CPU"}};
  CHECK(sizes_of(weights.on_two(moved)) == "gpu0 20463, gpu1 256, host 4000");
  LlamaCpp vulkan = in_rows(8829);
  vulkan.backend = LlamaCppBackend::vulkan;
  CHECK(sizes_of(weights.on_two(vulkan)) == sizes_of(weights.on_two({})));
}

TEST_CASE("--split-mode row is of some builds", "[llama_cpp]") {
  const auto refused = [](const LlamaCpp& options) {
    try {
      static_cast<void>(place(2, options, two_gpus));
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::unsupported);
      return error.message().id;
    }
    return MessageId{};
  };
  LlamaCpp unknown = in_rows(0);
  unknown.build.reset();
  CHECK(refused(unknown) == MessageId::llama_cpp_split_rows);
  CHECK(refused(in_rows(9890)) == MessageId::llama_cpp_split_rows);
  CHECK(refused(in_rows(3999)) == MessageId::llama_cpp_split_rows_early);
  CHECK_NOTHROW(place(2, in_rows(9889), two_gpus));
  CHECK_NOTHROW(place(2, in_rows(4000), two_gpus));
}

}  // namespace vramcalc::memory::llama_cpp
