// `vramcalc plan`: how to run a model on the cards that are there.
#include <algorithm>
#include <utility>

#include <vramcalc/advise/load_request.h>
#include <vramcalc/advise/load_timeline.h>
#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/engine_request.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/weight_formats.h"
#include "report/plan.h"

namespace vramcalc::cli {
namespace {

struct LoadingOptions {
  bool timeline = false;
  std::string loader;
  std::string disk_speed;
  std::string pcie;

  void add_to(CLI::App& app) {
    const MessageId group = MessageId::group_loading;
    app.add_flag("--timeline", timeline, label(MessageId::option_timeline))->group(label(group));
    add_option(app, "--loader", loader, MessageId::option_loader, "HOW", group);
    add_option(app, "--disk-speed", disk_speed, MessageId::option_disk_speed, "RATE", group);
    add_option(app, "--pcie", pcie, MessageId::option_pcie, "SLOT", group);
  }

  [[nodiscard]] bool is_asked_for() const {
    return timeline || !loader.empty() || !disk_speed.empty() || !pcie.empty();
  }

  [[nodiscard]] advise::LoadSettings resolve() const {
    advise::LoadSettings settings;
    if (!loader.empty()) {
      const auto ids = advise::loader_ids();
      check_choice(loader, "--loader", {ids.begin(), ids.end()});
      settings.loader = advise::find_loader(loader);
    }
    if (!disk_speed.empty()) {
      settings.disk_per_second = parse_rate(disk_speed);
    }
    if (!pcie.empty()) {
      settings.slot = hardware::parse_pcie(pcie);
    }
    return settings;
  }
};

struct PlanOptions {
  ModelOptions model;
  EngineOptions engine;
  CardOptions cards;
  CatalogueOptions catalogues;
  LoadingOptions loading;
  OutputOptions output;

  void add_to(Call& call) {
    CLI::App& app = call.app();
    model.add_to(app);
    engine.add_to(app);
    cards.add_rig_to(app);
    loading.add_to(app);
    catalogues.add_to(app);
    output.add_to(app);
  }

  void reset() {
    model = {};
    engine.reset();
    cards = {};
    catalogues = {};
    loading = {};
    output = {};
  }
};

// Programs that most people have heard of, where none is named.
constexpr std::string_view usual_programs[] = {"llama.cpp", "ollama", "vllm", "sglang",
                                               "transformers"};

bool is_for(const EngineProgram& program, const model::Model& model,
            const std::vector<model::Precision>& named) {
  const bool is_gguf = model.source == model::ModelSource::gguf ||
                       (!named.empty() && named.front().family == model::PrecisionFamily::gguf);
  return !is_gguf || program.kind == EngineKind::llama_cpp;
}

bool is_named(const PlanOptions& options) {
  return !options.engine.engine.empty() && !options.engine.compares_all();
}

std::vector<const EngineProgram*> programs_of(const PlanOptions& options,
                                              const model::Model& model) {
  const std::vector<model::Precision> named = options.model.named_precisions();
  if (options.engine.engine == "generic") {
    throw Error(ErrorKind::usage, {MessageId::error_plan_generic, {}},
                Text{MessageId::hint_plan_generic, {}});
  }
  std::vector<Assumption> ignored;
  const EngineChoice choice = options.engine.choose(model, false, named, ignored);
  if (is_named(options)) {
    return {choice.program};
  }
  std::vector<const EngineProgram*> programs;
  for (const std::string_view name : usual_programs) {
    const EngineProgram* program = find_engine_program(std::string{name});
    if (is_for(*program, model, named)) {
      programs.push_back(program);
    }
  }
  return programs;
}

advise::PlanRequest request_for(const PlanOptions& options, const Catalogues& catalogues,
                                advise::EstimateRequest common, const EngineProgram& program) {
  const ModelOptions model =
      with_counterpart(options.model, common.model.native_precision, program);
  advise::PlanRequest request;
  request.question = std::move(common);
  advise::EstimateRequest& question = request.question;
  std::vector<Assumption> ignored;
  request.format_is_named = !options.model.precision.empty();
  request.context_is_named = !options.engine.workload_options.context.empty();
  question.format =
      wanted_formats(model, question.model, &program, ignored, question.warnings).front();
  question.overhead = options.model.resolve_overhead(ignored);
  const EngineChoice choice{&program};
  question.workload = options.engine.workload(choice, question.model, false,
                                              hardware::visible_memory({question.cards}), ignored,
                                              question.warnings);
  if (!request.context_is_named) {
    question.workload.context_tokens = memory::default_context_tokens(question.model);
  }
  question.engine = options.engine.resolve(choice, question.model, std::nullopt, catalogues,
                                           question.assumptions, question.warnings);
  return request;
}

report::PlanAnswer plans_of(const PlanOptions& options, const Catalogues& catalogues) {
  advise::LoadSettings loading = options.loading.resolve();
  report::PlanAnswer answer;
  advise::EstimateRequest common =
      common_request(options.model, options.engine, options.cards, catalogues);
  answer.assumptions = std::exchange(common.assumptions, {});
  for (const EngineProgram* program : programs_of(options, common.model)) {
    try {
      answer.plans.push_back(advise::plan(request_for(options, catalogues, common, *program)));
    } catch (const Error& error) {
      if (!is_refusal_of_engine(error) || is_named(options)) {
        throw;
      }
      answer.left_out.push_back({std::string{program->name}, error.what()});
    }
  }
  if (answer.plans.empty()) {
    throw Error(ErrorKind::unsupported, {MessageId::error_no_engine, {}});
  }
  answer.leading = advise::leading_plan(answer.plans);
  if (options.loading.is_asked_for()) {
    loading.ram = common.installed_ram;
    const advise::EstimateAnswer& leading = answer.plans[answer.leading].answer;
    answer.timeline = advise::load_timeline(
        advise::load_request(leading.estimate, leading.engine, {common.cards}, loading));
  }
  return answer;
}

class PlanCommand : public Repeatable {
 public:
  void add_to(Call& call) override { options_.add_to(call); }
  void reset() override { options_.reset(); }

  ExitCode answer(Call& call) override {
    const OutputOptions& output = options_.output;
    output.check();
    if (!options_.cards.name_cards()) {
      throw Error(ErrorKind::usage, {MessageId::error_plan_rig, {}},
                  Text{MessageId::hint_plan_rig, {}});
    }
    const report::PlanAnswer answer = plans_of(options_, call.catalogues(options_.catalogues));
    const advise::EstimateAnswer& leading = answer.plans[answer.leading].answer;
    const ByteUnit unit = output.unit(default_unit(leading.model));
    output.print(
        call, [&] { return report::document(answer, unit); },
        [&] { return report::json(answer, output.is_csv()); }, "plans");
    return leading.verdict == advise::Verdict::no ? ExitCode::no : ExitCode::answered;
  }

 private:
  PlanOptions options_;
};

}  // namespace

std::unique_ptr<Repeatable> plan_command() {
  return std::make_unique<PlanCommand>();
}

}  // namespace vramcalc::cli
