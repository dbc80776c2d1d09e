#include <vramcalc/advise/speed.h>

#include <algorithm>
#include <cmath>

#include "advise/speed/links.h"
#include "advise/speed/prompt.h"
#include "advise/speed/step.h"

namespace vramcalc::advise {
namespace {

constexpr double giga = 1e9;

// Two channels of DDR5-5600, and eight of DDR5-4800 (JESD79-5: 8 bytes a transfer and channel).
constexpr double desktop_ram = 89.6;
constexpr double server_ram = 307.2;

constexpr std::uint64_t longest_usual_prompt = 2048;

// What makes an interval wider than one card with dense layers asks for.
constexpr double of_several_cards = 1.08;
constexpr double of_experts = 1.1;
constexpr double of_main_memory = 1.25;
constexpr double of_prompts = 1.25;
constexpr double of_size = 1.15;

// A token stands for about four characters of English text
// (https://help.openai.com/en/articles/4936856). Of Chinese, tokenizers with a large vocabulary
// make about 1.5 characters a token (https://help.aliyun.com/zh/model-studio/billing-for-tokens),
// those of 32 000 tokens rather more tokens than characters.
constexpr double english_of_token = 4;
constexpr double chinese_of_token = 1.5;
constexpr double chinese_of_small_vocabulary = 0.8;
constexpr std::uint64_t large_vocabulary = 60'000;

std::vector<hardware::Gpu> cards_of(const hardware::Rig& rig) {
  std::vector<hardware::Gpu> cards;
  for (const hardware::RigCards& kind : rig.kinds) {
    cards.insert(cards.end(), kind.count, kind.gpu);
  }
  return cards;
}

std::vector<memory::DeviceWork> work_of(const memory::Question& question,
                                        const memory::Estimate& estimate,
                                        const std::vector<hardware::Gpu>& cards) {
  if (!estimate.work.empty()) {
    return estimate.work;
  }
  std::vector<Bytes> shares;
  for (const hardware::Gpu& card : cards) {
    shares.push_back(hardware::visible_memory(card).bytes);
  }
  const std::uint64_t elements =
      question.model.active_parameters.value_or(question.model.parameters);
  return memory::work_of_size(
      elements,
      share_of(estimate.weights, Bytes{elements},
               Bytes{std::max<std::uint64_t>(question.model.parameters, 1)}),
      shares);
}

double expert_share(const model::Model& model) {
  if (!model.has_layers() || model.layout->architecture.experts == 0) {
    return 1;
  }
  const model::Architecture& architecture = model.layout->architecture;
  return std::min(
      static_cast<double>(architecture.experts_used) / static_cast<double>(architecture.experts),
      1.0);
}

Runner runner_of(const memory::Question& question, const memory::Estimate& estimate,
                 const hardware::Rig& rig) {
  Runner runner;
  runner.cards = cards_of(rig);
  runner.work = work_of(question, estimate, runner.cards);
  runner.ranks = std::max<std::uint64_t>(estimate.ranks, 1);
  runner.hidden_size =
      question.model.has_layers() ? question.model.layout->architecture.hidden_size : 0;
  runner.expert_share = expert_share(question.model);
  runner.overlaps_passes = !std::holds_alternative<memory::Transformers>(question.engine);
  for (const hardware::Gpu& card : runner.cards) {
    runner.paces.push_back(pace_of(question, card));
  }
  runner.ram_bytes_per_second = usual_ram_gb_per_s(rig) * giga;
  return runner;
}

// Scores of one pair of tokens and their sum of values, over all layers that look back on all.
double attention_of(const model::Model& model) {
  if (!model.has_layers()) {
    return 0;
  }
  double operations = 0;
  for (const model::Layer& layer : model.layout->architecture.layers) {
    if (const auto* grouped = std::get_if<model::GroupedAttention>(&layer.mixer)) {
      operations += grouped->window == 0
                        ? 2 * static_cast<double>(grouped->heads *
                                                  (grouped->key_length + grouped->value_length))
                        : 0;
    } else if (const auto* latent = std::get_if<model::LatentAttention>(&layer.mixer)) {
      operations +=
          2 * static_cast<double>(latent->heads * (latent->nope_length + latent->rope_length +
                                                   latent->value_length));
    }
  }
  return operations;
}

SpeedBound bound_of(const StepTime& time) {
  const std::pair<double, SpeedBound> parts[]{{time.bandwidth, SpeedBound::bandwidth},
                                              {time.fixed, SpeedBound::fixed_cost},
                                              {time.links, SpeedBound::links},
                                              {time.main_memory, SpeedBound::main_memory},
                                              {time.arithmetic, SpeedBound::arithmetic}};
  return std::max_element(std::begin(parts), std::end(parts),
                          [](const auto& a, const auto& b) { return a.first < b.first; })
      ->second;
}

Rate around(double expected, double spread) {
  return {expected / spread, expected, expected * spread};
}

Rate per_second(double seconds, double tokens, double spread) {
  return around(tokens / seconds, spread);
}

// The same work, but with every layer shared out over all cards.
Runner sharing_layers(Runner runner) {
  const std::uint64_t cards = runner.cards.size();
  memory::StepWork all;
  std::uint64_t layers = 0;
  for (const memory::DeviceWork& work : runner.work) {
    all += work.step;
    layers += work.layers;
  }
  for (memory::DeviceWork& work : runner.work) {
    work = {work.device, layers, share_of(all, Bytes{1}, Bytes{cards})};
  }
  runner.ranks = cards;
  return runner;
}

// Of no program in particular nobody knows how it spreads a model over equal cards: servers share
// every layer, programs for one user put the cards in a row.
bool may_share_layers(const memory::Question& question, const Runner& runner) {
  const auto& cards = runner.cards;
  return std::holds_alternative<memory::Generic>(question.engine) && cards.size() > 1 &&
         runner.work.size() == cards.size() &&
         std::all_of(cards.begin(), cards.end(),
                     [&](const hardware::Gpu& card) { return card.id == cards.front().id; });
}

bool uses_main_memory(const Runner& runner) {
  return std::any_of(runner.work.begin(), runner.work.end(), [](const memory::DeviceWork& work) {
    return work.device.is_host() && work.step.weights + work.step.experts > Bytes{};
  });
}

double spread_of(const Runner& runner, const memory::Estimate& estimate) {
  double spread = 1;
  for (const Pace& pace : runner.paces) {
    spread = std::max(spread, pace.spread);
  }
  spread *= runner.cards.size() > 1 ? of_several_cards : 1;
  spread *= runner.expert_share < 1 ? of_experts : 1;
  spread *= uses_main_memory(runner) ? of_main_memory : 1;
  spread *= estimate.work.empty() ? of_size : 1;
  return spread;
}

double chinese_characters(const model::Model& model) {
  const bool is_small = model.has_layers() && model.layout->architecture.vocabulary > 0 &&
                        model.layout->architecture.vocabulary < large_vocabulary;
  return is_small ? chinese_of_small_vocabulary : chinese_of_token;
}

Speed speed_of(const memory::Question& question, const memory::Estimate& estimate,
               const Runner& runner, std::uint64_t prompt_tokens, double spread) {
  const memory::Workload& workload = question.workload;
  const auto reads_at = [&](std::uint64_t tokens) {
    return estimate.work.empty() ? std::vector<Bytes>(runner.work.size())
                                 : memory::cache_reads(question, estimate, tokens);
  };
  const std::vector<Bytes> reads = reads_at(prompt_tokens);
  const StepTime step = step_time(runner, reads, 1);

  Speed answer;
  answer.prompt_tokens = prompt_tokens;
  answer.sequences = workload.parallel;
  answer.decode = per_second(step.total(), 1, spread);
  answer.decode_full =
      per_second(step_time(runner, reads_at(workload.context_tokens), 1).total(), 1, spread);
  answer.together = per_second(step_time(runner, reads, workload.parallel).total(),
                               static_cast<double>(workload.parallel), spread);
  if (const auto seconds =
          prompt_seconds(runner, attention_of(question.model), step, prompt_tokens)) {
    const double wider = spread * of_prompts;
    answer.prompt = per_second(*seconds, static_cast<double>(prompt_tokens), wider);
    answer.first_token_seconds = around(*seconds + step.total(), wider);
  }
  answer.english_characters = english_of_token;
  answer.chinese_characters = chinese_characters(question.model);
  answer.bound = bound_of(step);
  answer.is_calibrated = std::all_of(runner.paces.begin(), runner.paces.end(),
                                     [](const Pace& pace) { return pace.is_calibrated; });
  return answer;
}

void reach_down_to(Speed& speed, const Speed& slower) {
  speed.decode.low = std::min(speed.decode.low, slower.decode.low);
  speed.decode_full.low = std::min(speed.decode_full.low, slower.decode_full.low);
  speed.together.low = std::min(speed.together.low, slower.together.low);
}

}  // namespace

std::string_view id_of(SpeedBound bound) {
  switch (bound) {
    case SpeedBound::bandwidth:
      return "bandwidth";
    case SpeedBound::fixed_cost:
      return "fixed-cost";
    case SpeedBound::links:
      return "links";
    case SpeedBound::main_memory:
      return "main-memory";
    case SpeedBound::arithmetic:
      break;
  }
  return "arithmetic";
}

double usual_ram_gb_per_s(const hardware::Rig& rig) {
  const bool is_server =
      std::any_of(rig.kinds.begin(), rig.kinds.end(), [](const hardware::RigCards& kind) {
        return kind.gpu.segment == hardware::Segment::datacenter;
      });
  return is_server ? server_ram : desktop_ram;
}

std::uint64_t usual_prompt(std::uint64_t context_tokens) {
  return std::clamp<std::uint64_t>(context_tokens / 2, 1, longest_usual_prompt);
}

std::optional<Speed> speed(const memory::Question& question, const memory::Estimate& estimate,
                           const hardware::Rig& rig, std::uint64_t prompt_tokens) {
  for (const hardware::RigCards& kind : rig.kinds) {
    if (kind.gpu.bandwidth_gb_per_s.value_or(0) <= 0) {
      return std::nullopt;
    }
  }
  const Runner runner = runner_of(question, estimate, rig);
  const double spread = spread_of(runner, estimate);
  if (!may_share_layers(question, runner)) {
    return speed_of(question, estimate, runner, prompt_tokens, spread);
  }
  Speed shared = speed_of(question, estimate, sharing_layers(runner), prompt_tokens, spread);
  reach_down_to(shared, speed_of(question, estimate, runner, prompt_tokens, spread));
  return shared;
}

}  // namespace vramcalc::advise
