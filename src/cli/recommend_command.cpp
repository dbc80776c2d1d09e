// `vramcalc recommend`: what to choose.
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/hardware/find_gpu.h>

#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/limit_options.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/weight_formats.h"
#include "report/recommend.h"

namespace vramcalc::cli {
namespace {

struct RecommendOptions {
  ModelOptions model;
  EngineOptions engine;
  CardOptions cards;
  LimitOptions limits;
  CostOptions costs;
  CatalogueOptions catalogues;
  OutputOptions output;

  void reset() {
    engine.reset();
    model = {};
    limits = {};
    costs = {};
    cards = {};
    catalogues = {};
    output = {};
  }

  void add_to(Call& call) {
    CLI::App& app = call.app();
    model.add_to(app);
    engine.add_common_to(app);
    limits.add_to(app);
    costs.add_to(app);
    cards.add_kinds_to(app);
    catalogues.add_to(app);
    output.add_to(app);
    // A start stays cheap where nothing else is asked for.
    if (call.asks_for_more()) {
      engine.add_engines_to(app);
    }
  }
};

// The precisions to try where none is named: 16, 8 and 4 bits, by the engine's own names.
std::vector<std::string> ladder(const advise::Use* use, const EngineProgram* program) {
  std::vector<std::string> names{"fp16", "int8", "int4"};
  if (use != nullptr) {
    names.assign(use->precisions.begin(), use->precisions.end());
  }
  if (program != nullptr) {
    for (std::string& name : names) {
      name = counterpart_precision(model::find_precision(name), *program);
    }
  }
  return names;
}

// Those that the model cannot be kept in are told apart when they are counted.
std::vector<model::WeightFormat> every_format(const model::Model& model, bool imatrix) {
  std::vector<model::WeightFormat> formats;
  for (const model::Precision& precision : model::precisions()) {
    formats.push_back(model::format_in(model, precision, imatrix));
  }
  return formats;
}

std::vector<model::WeightFormat> formats_of(const ModelOptions& options, const model::Model& model,
                                            const EngineProgram* program,
                                            report::RecommendAnswer& answer) {
  if (options.precision == std::vector<std::string>{"all"} && program == nullptr) {
    return every_format(model, options.imatrix);
  }
  if (!options.precision.empty()) {
    return wanted_formats(options, model, program, answer.assumptions, answer.warnings);
  }
  std::vector<model::WeightFormat> formats;
  std::string list;
  for (const std::string& name : ladder(answer.use, program)) {
    list += (list.empty() ? "" : ", ") + name;
    formats.push_back(model::format_in(model, model::find_precision(name), options.imatrix));
  }
  answer.assumptions.push_back(
      {"precision",
       list,
       {answer.use != nullptr ? MessageId::why_precision_of_use : MessageId::why_precision_ladder,
        {}}});
  return formats;
}

// The cards to choose from, and what is assumed about them.
std::vector<hardware::Gpu> kinds_of(CardOptions cards, const LimitOptions& limits,
                                    const Catalogues& catalogues,
                                    std::vector<Assumption>& assumptions) {
  if (!cards.name_cards() && limits.search_the_catalogue()) {
    cards.all = true;
    assumptions.push_back({"cards", "all", {MessageId::why_all_cards, {}}});
  } else if (!cards.name_cards() && !cards.all) {
    assumptions.push_back({"cards", "5", {MessageId::why_default_cards, {}}});
  }
  return cards.kinds(catalogues, assumptions);
}

void set_engine(report::RecommendAnswer& answer, const RecommendOptions& options,
                const Catalogues& catalogues, const EngineChoice& choice) {
  advise::RecommendRequest& request = answer.request;
  const bool by_rule = choice.program == nullptr && options.model.is_by_rule(request.model);
  std::vector<Assumption> unused;
  answer.overhead = options.model.resolve_overhead(by_rule ? answer.assumptions : unused);
  request.workload = options.engine.workload(choice, request.model, by_rule, std::nullopt,
                                             answer.assumptions, answer.warnings);
  request.engine = options.engine.resolve(choice, request.model,
                                          by_rule ? std::optional{answer.overhead} : std::nullopt,
                                          catalogues, answer.assumptions, answer.warnings);
  request.prompt_tokens = options.engine.workload_options.resolve_prompt().value_or(
      advise::usual_prompt(request.workload.context_tokens));
}

report::RecommendAnswer answer_of(const RecommendOptions& options, const Catalogues& catalogues) {
  report::RecommendAnswer answer;
  advise::RecommendRequest& request = answer.request;
  request.model = options.model.resolve(catalogues, answer.warnings);
  answer.use = options.limits.resolve_use();
  const EngineChoice choice =
      options.engine.choose(request.model, options.model.method == "rule",
                            options.model.named_precisions(), answer.assumptions);
  request.formats = formats_of(options.model, request.model, choice.program, answer);
  set_engine(answer, options, catalogues, choice);
  request.limits = options.limits.resolve(answer.use);
  request.limits.slices = options.cards.name_cards();
  request.only_undominated = options.limits.pareto;
  request.cards = kinds_of(options.cards, options.limits, catalogues, answer.assumptions);
  answer.usd_per_kwh = options.costs.usd_per_kwh();
  if (answer.usd_per_kwh) {
    answer.hours_a_day = options.costs.hours_a_day(answer.assumptions);
  }
  answer.recommendation = advise::recommend(request);
  const std::vector<Text>& refused = answer.recommendation.refused;
  answer.warnings.insert(answer.warnings.end(), refused.begin(), refused.end());
  return answer;
}

class RecommendCommand : public Repeatable {
 public:
  void add_to(Call& call) override { options_.add_to(call); }
  void reset() override { options_.reset(); }

  ExitCode answer(Call& call) override {
    options_.output.check();
    if (options_.engine.compares_all()) {
      throw Error(ErrorKind::usage, {MessageId::error_recommend_engines, {}},
                  Text{MessageId::hint_explain_engines, {}});
    }
    Catalogues catalogues = call.catalogues(options_.catalogues);
    for (const std::string& price : options_.limits.price) {
      catalogues.set_price(price);
    }
    const report::RecommendAnswer answer = answer_of(options_, catalogues);
    const ByteUnit unit = options_.output.unit(default_unit(answer.request.model));
    options_.output.print(
        call, [&] { return report::document(answer, unit); }, [&] { return report::json(answer); },
        "picks");
    return answer.recommendation.picks.empty() ? ExitCode::no : ExitCode::answered;
  }

 private:
  RecommendOptions options_;
};

}  // namespace

std::unique_ptr<Repeatable> recommend_command() {
  return std::make_unique<RecommendCommand>();
}

}  // namespace vramcalc::cli
