// Inverse answers and placed estimates on cards: properties that hold for any model and any card.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include <vramcalc/advise/answer.h>
#include <vramcalc/core/error.h>
#include <vramcalc/hardware/find_gpu.h>
#include <vramcalc/read/model_file.h>

using namespace vramcalc;
using namespace vramcalc::advise;

namespace {

// Figures of a small and of a middling dense model.
constexpr std::string_view small_config = R"({
  "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 2048,
  "intermediate_size": 8192, "num_hidden_layers": 16, "num_attention_heads": 32,
  "num_key_value_heads": 8, "head_dim": 64, "vocab_size": 128256,
  "max_position_embeddings": 131072, "tie_word_embeddings": true, "torch_dtype": "bfloat16"})";
constexpr std::string_view middling_config = R"({
  "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_size": 5120,
  "intermediate_size": 13824, "num_hidden_layers": 48, "num_attention_heads": 40,
  "num_key_value_heads": 8, "vocab_size": 152064, "max_position_embeddings": 131000,
  "tie_word_embeddings": false, "torch_dtype": "bfloat16"})";

memory::Question question(std::string_view config, const char* precision) {
  memory::Question question;
  question.model = read::read_model_config_text(config, "config.json").model;
  model::RecipeOptions options;
  options.gguf_types = true;
  question.format.precision = model::find_precision(precision);
  question.format.recipe = model::recipe_of(question.format.precision, options);
  question.engine = memory::LlamaCpp{};
  return question;
}

hardware::Gpu card(const char* id) {
  return hardware::find_gpu(id, hardware::builtin_gpus()).gpu;
}

hardware::Gpu card_of(Bytes memory) {
  hardware::Gpu gpu;
  gpu.id = "test";
  gpu.visible_bytes = memory;
  gpu.memory_gb = 1;
  return gpu;
}

hardware::Rig rig_of(const hardware::Gpu& gpu, std::uint64_t cards = 1) {
  return {{{gpu, cards}}};
}

Verdict verdict_of(const memory::Question& question, const hardware::Rig& rig, Bytes reserve = {}) {
  return worst(fit_devices(Demand{question, rig, reserve}, rig));
}

EstimateRequest request_of(const memory::Question& question, const hardware::Rig& rig) {
  EstimateRequest request;
  request.model = question.model;
  request.format = question.format;
  request.engine = question.engine;
  request.workload = question.workload;
  request.cards = rig.kinds;
  request.rig_is_named = true;
  return request;
}

}  // namespace

TEST_CASE("room: the longest context fits and the next step does not", "[room]") {
  const auto gib = GENERATE(std::uint64_t{10}, 12, 16, 24);
  const auto cards = GENERATE(std::uint64_t{1}, 2);
  CAPTURE(gib, cards);
  memory::Question asked = question(middling_config, "q4_k_m");
  const hardware::Rig rig = rig_of(card_of(gibibyte * gib), cards);
  const Bytes reserve = mebibyte * 256;
  const Room found = room(asked, {rig, reserve, std::nullopt});
  CHECK(found.reserve == reserve);
  REQUIRE(found.longest_context_tokens.has_value());
  asked.workload.context_tokens = *found.longest_context_tokens;
  CHECK(verdict_of(asked, rig, reserve) == Verdict::fits);
  if (found.context_is_model_maximum) {
    CHECK(*found.longest_context_tokens == 131000);
  } else {
    CHECK(*found.longest_context_tokens % context_step == 0);
    asked.workload.context_tokens += context_step;
    CHECK(verdict_of(asked, rig, reserve) != Verdict::fits);
  }
}

TEST_CASE("room: a model's maximum is the longest context", "[room]") {
  const Room found = room(question(small_config, "q4_k_m"),
                          {rig_of(card_of(gibibyte * 80)), std::nullopt, std::nullopt});
  CHECK(found.longest_context_tokens == 131072U);
  CHECK(found.context_is_model_maximum);
}

TEST_CASE("room: the most sequences fit and one more does not", "[room]") {
  const auto gib = GENERATE(std::uint64_t{4}, 6, 12, 80);
  CAPTURE(gib);
  memory::Question asked = question(small_config, "q8_0");
  const hardware::Rig rig = rig_of(card_of(gibibyte * gib));
  const Room found = room(asked, {rig, Bytes{}, std::nullopt});
  REQUIRE(found.most_parallel.has_value());
  asked.workload.parallel = *found.most_parallel;
  CHECK(verdict_of(asked, rig) == Verdict::fits);
  if (*found.most_parallel < most_sequences) {
    asked.workload.parallel += 1;
    CHECK(verdict_of(asked, rig) != Verdict::fits);
  }
}

TEST_CASE("room: the best precision fits and no GGUF type of more bits does", "[room]") {
  const auto gib = GENERATE(std::uint64_t{8}, 12, 16, 24, 40);
  CAPTURE(gib);
  memory::Question asked = question(middling_config, "q4_k_m");
  const hardware::Rig rig = rig_of(card_of(gibibyte * gib));
  const Room found = room(asked, {rig, Bytes{}, std::nullopt});
  REQUIRE(found.best_format.has_value());
  asked.format = *found.best_format;
  CAPTURE(asked.format.precision.id);
  CHECK(verdict_of(asked, rig) == Verdict::fits);
  const Bytes best = model::stored_in(asked.model, asked.format).language_bytes();
  for (const char* name : {"bf16", "q8_0", "q6_k", "q5_k_m", "q4_k_m", "q3_k_m", "q2_k"}) {
    memory::Question other = question(middling_config, name);
    if (best < model::stored_in(other.model, other.format).language_bytes()) {
      CAPTURE(name);
      CHECK(verdict_of(other, rig) != Verdict::fits);
    }
  }
  CHECK(room(asked, {rig_of(card_of(gibibyte * 80)), Bytes{}, std::nullopt})
            .best_format->precision.id == "bf16");
}

TEST_CASE("room: nothing fits a card that is too small", "[room]") {
  const Room found = room(question(middling_config, "q4_k_m"),
                          {rig_of(card_of(gibibyte)), std::nullopt, std::nullopt});
  CHECK_FALSE(found.longest_context_tokens.has_value());
  CHECK_FALSE(found.most_parallel.has_value());
  CHECK_FALSE(found.best_format.has_value());
  CHECK_FALSE(found.context_is_model_maximum);
}

TEST_CASE("room: more memory and less reserve never take an answer back", "[room]") {
  const auto mib = GENERATE(take(6, random(std::uint64_t{8'000}, std::uint64_t{30'000})));
  CAPTURE(mib);
  const memory::Question asked = question(middling_config, "q4_k_m");
  const hardware::Gpu gpu = card_of(mebibyte * mib);
  const Room now = room(asked, {rig_of(gpu), mebibyte * 300, std::nullopt});
  for (const Room& more :
       {room(asked, {rig_of(card_of(mebibyte * (mib + 500))), mebibyte * 300, std::nullopt}),
        room(asked, {rig_of(gpu), mebibyte * 100, std::nullopt})}) {
    CHECK(more.longest_context_tokens >= now.longest_context_tokens);
    CHECK(more.most_parallel >= now.most_parallel);
    CHECK((more.best_format.has_value() || !now.best_format.has_value()));
  }
}

TEST_CASE("placed: more memory never turns yes into no", "[room]") {
  const auto mib = GENERATE(take(20, random(std::uint64_t{4'000}, std::uint64_t{60'000})));
  const auto cards = GENERATE(std::uint64_t{1}, 2, 3);
  CAPTURE(mib, cards);
  const memory::Question asked = question(middling_config, "q8_0");
  const Verdict now = verdict_of(asked, rig_of(card_of(mebibyte * mib), cards));
  CHECK(verdict_of(asked, rig_of(card_of(mebibyte * (mib + 64)), cards)) <= now);
}

TEST_CASE("placed: more context never takes less", "[room]") {
  memory::Question asked = question(small_config, "q8_0");
  const hardware::Rig rig = rig_of(card_of(gibibyte * 24), 2);
  Bytes before;
  for (std::uint64_t context = 256; context <= 131072; context *= 2) {
    asked.workload.context_tokens = context;
    const Bytes now = memory::total(Demand{asked, rig}.estimate()).expected;
    CHECK(before < now);
    before = now;
  }
}

TEST_CASE("placed: the fit of a kind is that of its fullest card", "[room]") {
  const auto cards = GENERATE(std::uint64_t{1}, 2, 4);
  const hardware::Rig rig = rig_of(card("rtx-4070"), cards);
  const Demand demand{question(middling_config, "q8_0"), rig};
  const auto devices = fit_devices(demand, rig);
  REQUIRE(devices.size() == cards);
  const Fit fit = fit_on(demand, card("rtx-4070"), cards);
  const auto fullest =
      std::max_element(devices.begin(), devices.end(),
                       [](const DeviceFit& a, const DeviceFit& b) { return a.total < b.total; });
  CHECK(fit.per_card == fullest->total);
  CHECK(fit.verdict == worst(devices));
  Bytes sum;
  for (const DeviceFit& device : devices) {
    sum += device.total;
  }
  CHECK(sum == memory::total(demand.estimate()).expected);  // no share for traffic on top
}

TEST_CASE("placed: the fewest cards are the fewest", "[room]") {
  const auto* id = GENERATE("rtx-4070", "rtx-4090", "a10");
  const Demand demand{question(middling_config, "bf16")};
  const auto fewest = fewest_cards(demand, card(id));
  REQUIRE(fewest.has_value());
  CHECK(fewest->verdict != Verdict::no);
  for (std::uint64_t fewer = 1; fewer < fewest->cards; ++fewer) {
    CHECK(fit_on(demand, card(id), fewer).verdict == Verdict::no);
  }
}

TEST_CASE("placed: the answer about a rig", "[room]") {
  memory::Question asked = question(middling_config, "q4_k_m");
  asked.workload.parallel = GENERATE(std::uint64_t{1}, 3);
  const hardware::Rig rig = rig_of(card("rtx-4090"));
  EstimateRequest request = request_of(asked, rig);
  const EstimateAnswer found = answer(request);
  REQUIRE(found.room.has_value());
  CHECK(found.room->reserve == usual_reserve(card("rtx-4090")));
  CHECK(std::count_if(found.assumptions.begin(), found.assumptions.end(),
                      [](const Assumption& a) { return a.option == "reserve"; }) == 1);
  // 48 layers × (8 + 8) heads × 128 × 2 bytes
  CHECK(found.kv_bytes_per_token == 196'608U);
  CHECK(found.kv_cache == Bytes{196'608} * 8192 * asked.workload.parallel);
  CHECK(found.host == memory::total_on(found.estimate, memory::host_device).expected);
  REQUIRE(found.devices.size() == 1);
  CHECK(found.devices.front().usable == hardware::visible_memory(card("rtx-4090")).bytes);
  request.reserve = gibibyte * 2;
  const EstimateAnswer reserved = answer(request);
  CHECK(reserved.devices.front().usable == found.devices.front().usable - gibibyte * 2);
  CHECK(reserved.room->longest_context_tokens < found.room->longest_context_tokens);
}

TEST_CASE("placed: a split is of the rig that was named", "[room]") {
  memory::Question asked = question(middling_config, "q8_0");
  std::get<memory::LlamaCpp>(asked.engine).tensor_split = {3, 1};
  const hardware::Rig rig{{{card("rtx-4090"), 1}, {card("rtx-3060"), 1}}};
  const EstimateAnswer found = answer(request_of(asked, rig));
  REQUIRE(found.devices.size() == 2);
  CHECK(found.devices[0].total > found.devices[1].total);
  REQUIRE(found.kinds.size() == 2);  // each kind alone, by its memory
}

TEST_CASE("placed: cards that share every tensor hold what one does not", "[room]") {
  memory::Question asked = question(middling_config, "q8_0");
  std::get<memory::LlamaCpp>(asked.engine).split_mode = memory::SplitMode::tensor;
  const EstimateAnswer found = answer(request_of(asked, rig_of(card("rtx-4070"))));
  CHECK(found.verdict == Verdict::no);
  REQUIRE(found.kinds.front().rows.size() == 2);
  const Fit& more = found.kinds.front().answer();
  CHECK(more.cards == 2);
  const EstimateAnswer two = answer(request_of(asked, rig_of(card("rtx-4070"), 2)));
  CHECK(two.verdict == more.verdict);
  CHECK(two.devices.front().total == more.per_card);
}

TEST_CASE("totals are by device and by component", "[room]") {
  memory::Estimate estimate;
  const auto item = [](memory::Component component, memory::Device device, std::uint64_t bytes) {
    memory::LineItem line;
    line.component = component;
    line.device = device;
    line.low = Bytes{bytes - 1};
    line.expected = Bytes{bytes};
    line.high = Bytes{bytes + 1};
    return line;
  };
  using memory::Component;
  estimate.items = {item(Component::weights, {0}, 100), item(Component::weights, {1}, 200),
                    item(Component::kv_cache, {1}, 30),
                    item(Component::weights, memory::host_device, 4000)};
  CHECK(memory::total(estimate) == memory::Interval{Bytes{327}, Bytes{330}, Bytes{333}});
  CHECK(memory::total_on(estimate, {1}) == memory::Interval{Bytes{228}, Bytes{230}, Bytes{232}});
  CHECK(memory::total_on(estimate, memory::host_device).expected == Bytes{4000});
  CHECK(memory::total_on(estimate, {2}).expected == Bytes{});
  CHECK(memory::total_of(estimate, Component::weights).expected == Bytes{4300});
}
