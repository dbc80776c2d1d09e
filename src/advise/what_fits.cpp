#include <vramcalc/advise/what_fits.h>

#include <algorithm>
#include <array>
#include <utility>

#include "advise/engine_formats.h"
#include "advise/longest_context.h"
#include "advise/rig_check.h"
#include "advise/search.h"

namespace vramcalc::advise {
namespace {

// RAM of computers, as it is sold.
constexpr std::array<std::uint64_t, 7> gib_sold{32, 64, 96, 128, 192, 256, 512};

bool has_experts(const model::Model& model) {
  return model.has_layers() && model.layout->architecture.experts > 0;
}

// All experts in main memory, where the engine has an option for that.
bool keep_experts_in_ram(memory::Question& question) {
  auto* engine = std::get_if<memory::LlamaCpp>(&question.engine);
  if (engine == nullptr || engine->program == memory::LlamaCppProgram::ollama ||
      !has_experts(question.model)) {
    return false;
  }
  engine->n_cpu_moe = question.model.layout->architecture.layers.size();
  return true;
}

// 16, 8 and 4 bits.
std::vector<memory::Question> in_usual_bits(const memory::Question& question) {
  std::vector<memory::Question> questions;
  for (const std::string_view name : {"bf16", "int8", "int4"}) {
    memory::Question other = question;
    other.format = model::format_in(question.model, model::find_precision(name), false);
    questions.push_back(memory::prepared(std::move(other)));
  }
  return questions;
}

class Search {
 public:
  explicit Search(const WhatFitsRequest& request, const Machine& machine)
      : request_(&request), check_(machine), has_ram_(machine.installed_ram.has_value()) {}

  enum class Outcome : std::uint8_t { fits, does_not, refused, too_slow };

  // The best of a model; its place in the list stays empty where there is none.
  Outcome find(const model::Model& model, FittingModel& found) const {
    memory::Question question{model, model::native_format(model), request_->engine,
                              request_->workload};
    question.workload.context_tokens =
        std::min(question.workload.context_tokens,
                 model.max_context_tokens.value_or(question.workload.context_tokens));
    const std::vector<memory::Question> wanted = in_wanted_formats(question);
    if (wanted.empty() || !check_.estimate(wanted.back())) {
      return Outcome::refused;
    }
    bool in_ram = false;
    std::optional<memory::Question> best = best_of(wanted, false);
    if (!best && has_ram_) {
      in_ram = true;
      best = best_of(wanted, true);
    }
    if (!best) {
      return Outcome::does_not;
    }
    describe(*best, found);
    found.experts_in_ram = in_ram;
    const auto least = request_->min_tokens_per_second;
    return least && (!found.speed || found.speed->decode.expected < *least) ? Outcome::too_slow
                                                                            : Outcome::fits;
  }

 private:
  // From most to fewest bits.
  [[nodiscard]] std::vector<memory::Question> in_wanted_formats(
      const memory::Question& question) const {
    std::vector<memory::Question> questions = in_formats_of_engine(question);
    if (questions.empty()) {  // MLX: its own formats have no names here
      questions = in_usual_bits(question);
    }
    std::erase_if(questions, [&](const memory::Question& other) {
      return other.format.precision.bits_per_weight() < request_->least_bits;
    });
    return questions;
  }

  // Fewer bits never take more: the border is looked for.
  [[nodiscard]] std::optional<memory::Question> best_of(
      const std::vector<memory::Question>& questions, bool experts_in_ram) const {
    const auto asked = [&](std::uint64_t fewer) {
      memory::Question question = questions[questions.size() - fewer];
      const bool moved = experts_in_ram && keep_experts_in_ram(question);
      return moved || !experts_in_ram ? std::optional{question} : std::nullopt;
    };
    const std::uint64_t left = largest_that(questions.size(), [&](std::uint64_t fewer) {
      const std::optional<memory::Question> question = asked(fewer);
      return question && check_.holds(*question);
    });
    return left == 0 ? std::nullopt : asked(left);
  }

  void describe(const memory::Question& question, FittingModel& found) const {
    const memory::Estimate estimate = *check_.estimate(question);
    found.model = question.model;
    found.format = question.format;
    found.bits_per_weight =
        8 *
        fraction(estimate.weights, Bytes{std::max<std::uint64_t>(question.model.parameters, 1)});
    found.total = memory::total(estimate).expected;
    found.longest_context_tokens =
        longest_context(question, check_).value_or(question.workload.context_tokens);
    found.speed =
        speed(question, estimate, check_.rig(),
              request_->prompt_tokens.value_or(usual_prompt(question.workload.context_tokens)));
  }

  const WhatFitsRequest* request_;
  RigCheck check_;
  bool has_ram_;
};

struct Found {
  std::vector<std::optional<FittingModel>> models;  // one place a model of the request
  std::uint64_t refused = 0;
  std::uint64_t too_slow = 0;
};

Found found_on(const WhatFitsRequest& request, const Machine& machine) {
  const Search search{request, machine};
  Found found;
  for (const model::Model& model : request.models) {
    FittingModel fitting;
    switch (search.find(model, fitting)) {
      case Search::Outcome::fits:
        found.models.emplace_back(std::move(fitting));
        continue;
      case Search::Outcome::refused:
        ++found.refused;
        break;
      case Search::Outcome::too_slow:
        ++found.too_slow;
        break;
      case Search::Outcome::does_not:
        break;
    }
    found.models.emplace_back();
  }
  return found;
}

Unlocks unlocked(const Found& now, const Found& then) {
  Unlocks unlocks;
  std::uint64_t most = 0;
  for (std::size_t i = 0; i < now.models.size(); ++i) {
    const auto& before = now.models[i];
    const auto& after = then.models[i];
    if (!after) {
      continue;
    }
    if (before) {
      unlocks.better += after->bits_per_weight > before->bits_per_weight ? 1U : 0U;
      continue;
    }
    ++unlocks.more;
    if (after->model.parameters > most) {
      most = after->model.parameters;
      unlocks.largest = after->model.name;
    }
  }
  return unlocks;
}

void add_card(WhatFits& answer, const WhatFitsRequest& request, const Found& now) {
  Machine larger = request.machine;
  hardware::RigCards& kind = larger.rig.kinds.front();
  if (!hardware::can_be_combined(kind.gpu)) {
    return;
  }
  ++kind.count;
  answer.one_more_card = unlocked(now, found_on(request, larger));
}

// Only experts of llama.cpp are worth the way to main memory.
void add_ram(WhatFits& answer, const WhatFitsRequest& request, const Found& now) {
  if (!std::holds_alternative<memory::LlamaCpp>(request.engine) ||
      request.machine.rig.kinds.front().gpu.unified_memory) {
    return;
  }
  for (const std::uint64_t gib : gib_sold) {
    Machine larger = request.machine;
    if (larger.installed_ram && *larger.installed_ram >= gibibyte * gib) {
      continue;
    }
    larger.installed_ram = gibibyte * gib;
    const Unlocks unlocks = unlocked(now, found_on(request, larger));
    if (unlocks.more > 0) {
      answer.more_ram = larger.installed_ram;
      answer.with_more_ram = unlocks;
      return;
    }
  }
}

}  // namespace

WhatFits what_fits(const WhatFitsRequest& request) {
  Found now = found_on(request, request.machine);
  WhatFits answer;
  answer.refused = now.refused;
  answer.too_slow = now.too_slow;
  add_card(answer, request, now);
  add_ram(answer, request, now);
  for (std::optional<FittingModel>& model : now.models) {
    if (model) {
      answer.models.push_back(*std::move(model));
    }
  }
  return answer;
}

}  // namespace vramcalc::advise
