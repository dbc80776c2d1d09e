// `vramcalc estimate`: how much memory, and does it fit.
#include <algorithm>
#include <memory>
#include <sstream>
#include <utility>

#include <vramcalc/core/error.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/engine_request.h"
#include "cli/estimate_question.h"
#include "cli/given_options.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/weight_formats.h"
#include "report/engines.h"
#include "report/estimate.h"

namespace vramcalc::cli {
namespace {

struct EstimateOptions {
  ModelOptions model;
  EngineOptions engine;
  CardOptions cards;
  CatalogueOptions catalogues;
  OutputOptions output;
  bool explain = false;
  std::string versus;

  void add_to(Call& call) {
    CLI::App& app = call.app();
    model.add_to(app);
    // Several are a set of models on the same cards.
    app.get_option("--model")->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    engine.add_common_to(app);
    cards.add_rig_to(app);
    catalogues.add_to(app);
    output.add_to(app);
    app.add_flag("--explain", explain, label(MessageId::option_explain))
        ->group(label(MessageId::group_output));
    // A start stays cheap where nothing else is asked for.
    if (call.asks_for_more()) {
      engine.add_engines_to(app);
      app.get_option("--model")->description(label(MessageId::option_models));
      add_option(app, "--versus", versus, MessageId::option_versus, "OPTIONS",
                 MessageId::group_output);
    }
  }

  void reset() {
    model = {};
    engine.reset();
    cards = {};
    catalogues = {};
    output = {};
    explain = false;
    versus.clear();
  }
};

void set_engine(advise::EstimateRequest& request, const EstimateOptions& options,
                const Catalogues& catalogues, EngineChoice choice) {
  const bool by_rule = choice.program == nullptr && options.model.is_by_rule(request.model);
  if (choice.program != nullptr && !options.model.overhead.empty()) {
    request.warnings.push_back(
        {MessageId::warning_option_unused,
         {{"list", std::string{"--overhead"}}, {"count", std::uint64_t{1}}}});
  }
  std::vector<Assumption> unused;
  request.overhead = options.model.resolve_overhead(by_rule ? request.assumptions : unused);
  std::optional<Bytes> memory_of_rig;
  if (request.rig_is_named) {
    memory_of_rig = hardware::visible_memory({request.cards});
  }
  request.workload = options.engine.workload(choice, request.model, by_rule, memory_of_rig,
                                             request.assumptions, request.warnings);
  request.engine = options.engine.resolve(choice, request.model,
                                          by_rule ? std::optional{request.overhead} : std::nullopt,
                                          catalogues, request.assumptions, request.warnings);
}

// One request a format of the weights.
std::vector<advise::EstimateRequest> requests_of(const EstimateOptions& options,
                                                 const Catalogues& catalogues) {
  advise::EstimateRequest request =
      common_request(options.model, options.engine, options.cards, catalogues);
  std::vector<Assumption> of_rig = std::exchange(request.assumptions, {});
  const EngineChoice choice =
      options.engine.choose(request.model, options.model.method == "rule",
                            options.model.named_precisions(), request.assumptions);
  const std::vector<model::WeightFormat> formats = wanted_formats(
      options.model, request.model, choice.program, request.assumptions, request.warnings);
  if (options.explain && formats.size() > 1) {
    throw Error(ErrorKind::usage, {MessageId::error_explain_several, {}},
                Text{MessageId::hint_explain_several, {}});
  }
  request.assumptions.insert(request.assumptions.end(), of_rig.begin(), of_rig.end());
  set_engine(request, options, catalogues, choice);
  std::vector<advise::EstimateRequest> requests;
  for (const model::WeightFormat& format : formats) {
    request.format = format;
    requests.push_back(request);
  }
  return requests;
}

// `--engine all`: one answer an engine; one that refuses is left out with its reason.
report::EngineComparison compared_engines(const EstimateOptions& options,
                                          const Catalogues& catalogues) {
  const advise::EstimateRequest common =
      common_request(options.model, options.engine, options.cards, catalogues);
  if (options.explain) {
    throw Error(ErrorKind::usage, {MessageId::error_explain_engines, {}},
                Text{MessageId::hint_explain_engines, {}});
  }
  if (common.model.layout == nullptr) {
    throw Error(ErrorKind::usage, {MessageId::error_engines_of_size, {}},
                Text{MessageId::hint_engines_of_size, {}});
  }
  report::EngineComparison comparison;
  for (const EngineProgram* program : compared_programs()) {
    const ModelOptions model =
        with_counterpart(options.model, common.model.native_precision, *program);
    advise::EstimateRequest request = common;
    try {
      request.format =
          wanted_formats(model, request.model, program, request.assumptions, request.warnings)
              .front();
      set_engine(request, options, catalogues, {program});
      comparison.answers.push_back(advise::answer(request));
    } catch (const Error& error) {
      if (!is_refusal_of_engine(error)) {
        throw;
      }
      comparison.left_out.push_back({std::string{program->name}, error.what()});
    }
  }
  if (comparison.answers.empty()) {
    throw Error(ErrorKind::unsupported, {MessageId::error_no_engine, {}});
  }
  return comparison;
}

void print(Call& call, const EstimateOptions& options,
           const std::vector<advise::EstimateAnswer>& answers) {
  const ByteUnit unit = options.output.unit(default_unit(answers.front().model));
  if (answers.size() == 1) {
    const report::EstimateDetails details{.unit = unit, .explain = options.explain};
    options.output.print(
        call, [&] { return report::document(answers.front(), details); },
        [&] { return report::json(answers.front(), details); }, "fits");
  } else {
    options.output.print(
        call, [&] { return report::comparison_document(answers, unit); },
        [&] { return report::comparison_json(answers); }, "precisions");
  }
}

// The best of the verdicts: with several precisions the answer is no only when none fits.
ExitCode exit_code_of(const std::vector<advise::EstimateAnswer>& answers) {
  const bool any = std::any_of(answers.begin(), answers.end(), [](const auto& answer) {
    return answer.verdict != advise::Verdict::no;
  });
  return any ? ExitCode::answered : ExitCode::no;
}

class EstimateCommand : public Repeatable {
 public:
  void add_to(Call& call) override { options_.add_to(call); }
  void reset() override { options_.reset(); }

  ExitCode answer(Call& call) override {
    options_.output.check();
    const Catalogues& catalogues = call.catalogues(options_.catalogues);
    if (call.app().count("--model") + call.app().count("MODEL") > 1) {
      return models_together(call, given_options(call.app()), catalogues, options_.output);
    }
    if (!options_.versus.empty()) {
      return versus(call, given_options(call.app()), catalogues, options_.output);
    }
    if (options_.engine.compares_all()) {
      return compare_engines(call, catalogues);
    }
    std::vector<advise::EstimateAnswer> answers;
    for (const advise::EstimateRequest& request : requests_of(options_, catalogues)) {
      answers.push_back(advise::answer(request));
    }
    print(call, options_, answers);
    return exit_code_of(answers);
  }

 private:
  ExitCode compare_engines(Call& call, const Catalogues& catalogues) {
    const report::EngineComparison comparison = compared_engines(options_, catalogues);
    const ByteUnit unit = options_.output.unit(default_unit(comparison.answers.front().model));
    options_.output.print(
        call, [&] { return report::engines_document(comparison, unit); },
        [&] { return report::engines_json(comparison); }, "engines");
    return exit_code_of(comparison.answers);
  }

  EstimateOptions options_;
};

// A command line of its own.
struct OwnCall {
  EstimateOptions options;
  std::ostringstream unused;
  Call call;

  OwnCall(const Call& of, std::vector<std::string> words)
      : call(of.with(std::move(words), unused)) {
    options.add_to(call);
    static_cast<void>(call.parse());
  }
};

}  // namespace

EstimateQuestion estimate_question(const Call& call, std::vector<std::string> words,
                                   const Catalogues& catalogues, bool is_one_of_several) {
  const auto own = std::make_shared<OwnCall>(call, std::move(words));
  own->options.engine.is_shared = is_one_of_several;
  return {{own, &own->options.engine}, requests_of(own->options, catalogues)};
}

GivenOptions estimate_options(const Call& call, std::vector<std::string> words) {
  return given_options(OwnCall{call, std::move(words)}.call.app());
}

std::unique_ptr<Repeatable> estimate_command() {
  return std::make_unique<EstimateCommand>();
}

}  // namespace vramcalc::cli
