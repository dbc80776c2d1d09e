// `vramcalc estimate`: how much memory, and does it fit.
#include <algorithm>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "report/estimate.h"

namespace vramcalc::cli {
namespace {

std::vector<model::WeightFormat> wanted_formats(const ModelOptions& options,
                                                const model::Model& model,
                                                std::vector<Assumption>& assumptions,
                                                std::vector<Text>& warnings) {
  std::vector<model::WeightFormat> formats = options.named_formats(model, warnings);
  if (formats.empty()) {
    formats.push_back(model::native_format(model));
    const std::string& precision = formats.front().precision.id;
    assumptions.push_back(
        {"precision",
         precision,
         {model.source == model::ModelSource::size ? MessageId::why_precision_of_size
                                                   : MessageId::why_precision_of_model,
          {}}});
  }
  return formats;
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
  ModelOptions model_options;
  CardOptions card_options;
  CatalogueOptions catalogue_options;
  OutputOptions output;
  model_options.add_to(call.app());
  card_options.add_rig_to(call.app());
  catalogue_options.add_to(call.app());
  output.add_to(call.app());
  if (!call.parse()) {
    return ExitCode::answered;
  }
  output.check();

  const Catalogues catalogues{call.environment(), catalogue_options};
  advise::EstimateRequest request;
  request.model = model_options.resolve(catalogues, request.warnings);
  const std::vector<model::WeightFormat> formats =
      wanted_formats(model_options, request.model, request.assumptions, request.warnings);
  request.overhead = model_options.resolve_overhead(request.assumptions);
  request.cards = card_options.rig(catalogues, request.assumptions);
  request.rig_is_named = card_options.name_cards();
  std::vector<advise::EstimateAnswer> answers;
  for (const model::WeightFormat& format : formats) {
    request.format = format;
    answers.push_back(advise::answer(request));
  }
  const ByteUnit unit = output.unit(default_unit(request.model));
  if (answers.size() == 1) {
    output.print(
        call, [&] { return report::document(answers.front(), unit); },
        [&] { return report::json(answers.front()); }, "fits");
  } else {
    output.print(
        call, [&] { return report::comparison_document(answers, unit); },
        [&] { return report::comparison_json(answers); }, "precisions");
  }
  return exit_code_of(answers);
}

}  // namespace vramcalc::cli
