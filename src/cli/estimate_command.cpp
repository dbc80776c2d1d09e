// `vramcalc estimate`: how much memory, and does it fit.
#include <algorithm>

#include <vramcalc/core/error.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/weight_formats.h"
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

  void add_to(CLI::App& app) {
    model.add_to(app);
    engine.add_to(app);
    cards.add_rig_to(app);
    catalogues.add_to(app);
    output.add_to(app);
    app.add_flag("--explain", explain, label(MessageId::option_explain))
        ->group(label(MessageId::group_output));
  }
};

// The question but for the format of the weights, which may be several.
advise::EstimateRequest request_of(const EstimateOptions& options, const Catalogues& catalogues,
                                   std::vector<model::WeightFormat>& formats) {
  advise::EstimateRequest request;
  request.model = options.model.resolve(catalogues, request.warnings);
  const EngineChoice choice =
      options.engine.choose(request.model, options.model.method == "rule",
                            options.model.named_precisions(), request.assumptions);
  formats = wanted_formats(options.model, request.model, choice.program, request.assumptions,
                           request.warnings);
  // An engine's own rules ask for no overhead; the rule of thumb beside them has the usual one.
  std::vector<Assumption> unused;
  request.overhead =
      options.model.resolve_overhead(choice.program == nullptr ? request.assumptions : unused);
  request.cards = options.cards.rig(catalogues, request.assumptions);
  request.rig_is_named = options.cards.name_cards();
  request.reserve = options.engine.resolve_reserve();
  std::optional<Bytes> memory_of_rig;
  if (request.rig_is_named) {
    memory_of_rig = hardware::visible_memory({request.cards});
  }
  request.workload = options.engine.workload(choice, request.model, memory_of_rig,
                                             request.assumptions, request.warnings);
  request.engine = options.engine.resolve(choice, request.model, request.overhead, catalogues,
                                          request.assumptions, request.warnings);
  return request;
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

}  // namespace

ExitCode estimate_command(Call& call) {
  EstimateOptions options;
  options.add_to(call.app());
  if (!call.parse()) {
    return ExitCode::answered;
  }
  options.output.check();

  const Catalogues catalogues{call.environment(), options.catalogues};
  std::vector<model::WeightFormat> formats;
  advise::EstimateRequest request = request_of(options, catalogues, formats);
  if (options.explain && formats.size() > 1) {
    throw Error(ErrorKind::usage, {MessageId::error_explain_several, {}},
                Text{MessageId::hint_explain_several, {}});
  }
  std::vector<advise::EstimateAnswer> answers;
  for (const model::WeightFormat& format : formats) {
    request.format = format;
    answers.push_back(advise::answer(request));
  }
  print(call, options, answers);
  return exit_code_of(answers);
}

}  // namespace vramcalc::cli
