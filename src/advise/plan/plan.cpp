#include <vramcalc/advise/plan.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "advise/engine_formats.h"
#include "advise/plan/attempt.h"
#include "advise/plan/formats.h"
#include "advise/plan/offload.h"
#include "advise/plan/split.h"
#include "advise/plan/ways.h"

namespace vramcalc::advise {
namespace {

hardware::Rig rig_of(const PlanRequest& request) {
  return {request.question.cards};
}

class Search {
 public:
  explicit Search(const PlanRequest& request)
      : request_(&request),
        rig_({rig_of(request), request.question.reserve, request.question.installed_ram,
              request.question.ram_in_use}) {}

  /// The best there is; its comfort is `no` where nothing holds.
  [[nodiscard]] Attempt best() {
    const std::vector<memory::Question> starts = starts_of_request();
    for (const memory::Question& start : starts) {
      try_on_cards(start);
      if (best_ && best_->comfort == Comfort::roomy) {
        return *best_;
      }
    }
    for (const Comfort wanted : {Comfort::fits, Comfort::tight}) {
      if (best_ && best_->comfort <= wanted) {
        return *best_;
      }
      if (std::optional<Attempt> found = try_with_host(starts.back(), wanted)) {
        return *found;
      }
    }
    Attempt none;
    none.question = starts.back();
    return none;
  }

  /// With the longest context that is no less comfortable, where nobody named one.
  void lengthen(Attempt& attempt) const {
    const memory::Question& question = attempt.question;
    if (request_->context_is_named) {
      return;
    }
    if (!question.model.has_layers()) {
      attempt.decisions.push_back({"context",
                                   std::to_string(question.workload.context_tokens),
                                   {MessageId::why_plan_context_of_size, {}}});
      return;
    }
    const std::uint64_t now = question.workload.context_tokens;
    const std::optional<std::uint64_t> most = question.model.max_context_tokens;
    const bool may_grow = attempt.comfort <= Comfort::fits && most;
    std::uint64_t longest = now;
    for (std::uint64_t tokens : longer_contexts(now, may_grow ? *most : now)) {
      memory::Question longer = question;
      longer.workload.context_tokens = tokens;
      if (rig_.of(longer) <= attempt.comfort) {
        longest = tokens;
        break;
      }
    }
    attempt.question.workload.context_tokens = longest;
    const Text why = most && longest == *most ? Text{MessageId::why_context_of_model, {}}
                     : longest > now          ? Text{MessageId::why_plan_context, {}}
                                              : Text{MessageId::why_plan_usual_context, {}};
    attempt.decisions.push_back({"context", std::to_string(longest), why});
  }

 private:
  // The question in every format that may be chosen, prepared.
  [[nodiscard]] std::vector<memory::Question> starts_of_request() const {
    const memory::Question given = memory::prepared(question_of(request_->question));
    return request_->format_is_named ? std::vector{given} : in_formats_to_try(given);
  }

  [[nodiscard]] std::vector<Assumption> decisions_for(const model::WeightFormat& format) const {
    if (request_->format_is_named) {
      return {};
    }
    const bool is_file = !format.recipe;
    return {{"precision",
             format.precision.id,
             {is_file ? MessageId::why_precision_of_model : MessageId::why_plan_precision, {}}}};
  }

  // Weights alone that are more than all cards hold need no closer look.
  [[nodiscard]] bool is_conceivable(const memory::Question& question) const {
    if (!question.model.has_tensors()) {
      return true;
    }
    Bytes usable;
    for (const Bytes card : rig_.usual().usable()) {
      usable += card;
    }
    return language_bytes(question) <= usable;
  }

  void consider(Attempt attempt) {
    if (attempt.comfort != Comfort::no && (!best_ || attempt.comfort < best_->comfort)) {
      best_ = std::move(attempt);
    }
  }

  void try_on_cards(const memory::Question& start) {
    if (!is_conceivable(start)) {
      return;
    }
    for (Way& way : ways_of(start, rig_.usual().rig())) {
      Attempt attempt{start, decisions_for(start.format), Comfort::no};
      attempt.question.engine = std::move(way.engine);
      attempt.decisions.insert(attempt.decisions.end(), way.decisions.begin(), way.decisions.end());
      attempt.comfort = rig_.of(attempt.question);
      if (attempt.comfort > Comfort::fits) {
        if (std::optional<Attempt> split = with_split(attempt, rig_)) {
          attempt = *std::move(split);
        }
      }
      const bool is_roomy = attempt.comfort == Comfort::roomy;
      consider(std::move(attempt));
      if (is_roomy) {
        return;
      }
    }
  }

  [[nodiscard]] std::optional<Attempt> try_with_host(const memory::Question& question,
                                                     Comfort wanted) const {
    const Attempt start{question, decisions_for(question.format), Comfort::no};
    if (wanted == Comfort::fits) {
      if (std::optional<Attempt> roomy = with_host(start, rig_, Comfort::roomy)) {
        return roomy;
      }
    }
    return with_host(start, rig_, wanted);
  }

  const PlanRequest* request_;
  RigComfort rig_;
  std::optional<Attempt> best_;

  // The model's own maximum, then the powers of two below it, down to what there is already.
  [[nodiscard]] static std::vector<std::uint64_t> longer_contexts(std::uint64_t now,
                                                                  std::uint64_t most) {
    std::vector<std::uint64_t> contexts;
    if (most > now) {
      contexts.push_back(most);
    }
    for (std::uint64_t tokens = std::uint64_t{1} << 62U; tokens > now; tokens >>= 1U) {
      if (tokens < most) {
        contexts.push_back(tokens);
      }
    }
    return contexts;
  }
};

// What the search decided is said once, with its reason.
void drop_decided(std::vector<Assumption>& assumptions, const std::vector<Assumption>& decisions) {
  std::erase_if(assumptions, [&](const Assumption& assumption) {
    return std::any_of(decisions.begin(), decisions.end(), [&](const Assumption& decision) {
      return decision.option == assumption.option;
    });
  });
}

// A plan for a card that would hold more than it has is none.
void refuse_overfull(EstimateAnswer& answer) {
  for (DeviceFit& device : answer.devices) {
    if (device.total > device.usable) {
      device.verdict = Verdict::no;
      answer.verdict = Verdict::no;
    }
  }
}

}  // namespace

Plan plan(const PlanRequest& request) {
  Search search{request};
  Attempt found = search.best();
  if (found.comfort != Comfort::no) {
    search.lengthen(found);
  }
  EstimateRequest settled = request.question;
  settled.format = std::move(found.question.format);
  settled.engine = std::move(found.question.engine);
  settled.workload = found.question.workload;
  settled.weights = found.question.weights;
  Plan plan;
  plan.answer = answer(settled);
  refuse_overfull(plan.answer);
  plan.decisions = std::move(found.decisions);
  drop_decided(plan.answer.assumptions, plan.decisions);
  plan.host = host_part(question_of(settled));
  if (plan.answer.verdict != Verdict::no) {
    plan.launch = launch(plan.answer);
  }
  return plan;
}

std::size_t leading_plan(std::span<const Plan> plans) {
  const auto rank = [](const Plan& plan) {
    return std::pair{*plan.answer.verdict, plan.host.is_any()};
  };
  const auto best = std::min_element(
      plans.begin(), plans.end(), [&](const Plan& a, const Plan& b) { return rank(a) < rank(b); });
  return static_cast<std::size_t>(best - plans.begin());
}

}  // namespace vramcalc::advise
