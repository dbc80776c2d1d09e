// `vramcalc verify LOG`: an estimate beside the log of a real run.
#include <filesystem>
#include <iostream>
#include <optional>
#include <utility>
#include <vector>

#include <vramcalc/advise/verify.h>
#include <vramcalc/core/error.h>
#include <vramcalc/read/engine_log.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/llama_cpp_options.h"
#include "cli/logged_model.h"
#include "cli/options.h"
#include "cli/output.h"
#include "report/verify.h"

namespace vramcalc::cli {
namespace {

constexpr std::uint64_t most_layers = 1'000'000;

struct VerifyOptions {
  std::string log;
  LoggedModelOptions model;
  std::string n_cpu_moe;
  std::vector<std::string> override_tensor;

  void add_to(CLI::App& app) {
    add_option(app, "LOG", log, MessageId::option_log, "", MessageId::group_log);
    add_option(app, "-m,--model", model.model, MessageId::option_log_model, "MODEL",
               MessageId::group_model);
    add_option(app, "-p,--precision", model.precision, MessageId::option_log_precision, "NAME",
               MessageId::group_model);
    add_option(app, "--architecture", model.architecture, MessageId::option_architecture, "TYPE",
               MessageId::group_model);
    app.add_flag("--imatrix", model.imatrix, label(MessageId::option_imatrix))
        ->group(label(MessageId::group_model));
    add_option(app, "--n-cpu-moe", n_cpu_moe, MessageId::option_n_cpu_moe, "N",
               MessageId::group_model);
    add_option(app, "--override-tensor", override_tensor, MessageId::option_override_tensor,
               "PATTERN=BUFFER", MessageId::group_model);
  }

  void check() const {
    if (log.empty()) {
      throw Error(ErrorKind::usage, {MessageId::error_no_log, {}},
                  Text{MessageId::hint_no_log, {}});
    }
    if (log == "-" && model.model == "-") {
      throw Error(ErrorKind::usage, {MessageId::error_two_streams, {}});
    }
  }

  [[nodiscard]] std::optional<std::uint64_t> host_expert_layers() const {
    return n_cpu_moe.empty() ? std::nullopt
                             : std::optional{parse_whole(n_cpu_moe, "--n-cpu-moe", most_layers, 0)};
  }
};

memory::EngineLog read_log(const std::string& argument) {
  return argument == "-" ? read::read_engine_log(std::cin, argument)
                         : read::read_engine_log(std::filesystem::path{argument});
}

advise::Verification verification(const VerifyOptions& options, const Catalogues& catalogues) {
  const std::optional<std::uint64_t> host_expert_layers = options.host_expert_layers();
  std::vector<memory::TensorOverride> override_tensor =
      parse_override_tensor(options.override_tensor);
  memory::EngineLog log = read_log(options.log);
  std::vector<Assumption> assumptions;
  std::vector<Text> warnings;
  model::Model model = logged_model(options.model, log, catalogues, assumptions, warnings);
  model::WeightFormat format = logged_format(options.model, log, model, assumptions, warnings);
  advise::LoggedRun run =
      advise::logged_run(log, std::move(model), std::move(format), host_expert_layers,
                         catalogues.gpus(), std::move(override_tensor));
  run.assumptions.insert(run.assumptions.begin(), assumptions.begin(), assumptions.end());
  run.warnings.insert(run.warnings.begin(), warnings.begin(), warnings.end());
  const memory::Estimate estimate = memory::estimate(run.question, run.gpus);
  return advise::verify(std::move(log), std::move(run), estimate);
}

}  // namespace

ExitCode verify_command(Call& call) {
  VerifyOptions options;
  CatalogueOptions catalogue_options;
  OutputOptions output;
  options.add_to(call.app());
  catalogue_options.add_to(call.app());
  output.add_to(call.app(), false);
  if (!call.parse()) {
    return ExitCode::answered;
  }
  output.check();
  options.check();
  const Catalogues catalogues{call.environment(), catalogue_options};
  const advise::Verification answer = verification(options, catalogues);
  output.print(
      call, [&] { return report::document(answer); }, [&] { return report::json(answer); },
      "items");
  return ExitCode::answered;
}

}  // namespace vramcalc::cli
