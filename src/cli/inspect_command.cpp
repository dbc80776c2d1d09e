// `vramcalc inspect FILE`: what a file holds.
#include <vramcalc/core/error.h>
#include <vramcalc/model/inspection.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/model_argument.h"
#include "cli/options.h"
#include "cli/output.h"
#include "report/inspect.h"

namespace vramcalc::cli {
namespace {

struct InspectOptions {
  std::vector<std::string> files;
  std::string architecture;
  report::InspectDetails details;

  void add_to(CLI::App& app) {
    app.add_option("FILE", files, label(MessageId::option_inspect_file))
        ->group(label(MessageId::group_file));
    app.add_flag("--tensors", details.tensors, label(MessageId::option_tensors))
        ->group(label(MessageId::group_file));
    app.add_flag("--metadata", details.metadata, label(MessageId::option_metadata))
        ->group(label(MessageId::group_file));
    add_option(app, "--architecture", architecture, MessageId::option_architecture, "TYPE",
               MessageId::group_file);
  }
};

// Of many files only the sums are kept, unless their tensors are asked for: a thousand headers
// would fill the memory that somebody wants to measure.
model::Inspection inspect_file(const std::string& file, const InspectOptions& options) {
  model::Inspection inspection = model::inspect(
      read_model_argument(file, {.architecture = options.architecture, .components = true}));
  if (options.files.size() > 1 && !options.details.tensors) {
    inspection.stored.tensors = {};
    inspection.checkpoint.model.layout = nullptr;
    inspection.checkpoint.model.stored = nullptr;
  }
  if (options.files.size() > 1 && !options.details.metadata) {
    inspection.checkpoint.metadata = {};
  }
  return inspection;
}

}  // namespace

ExitCode inspect_command(Call& call) {
  InspectOptions options;
  OutputOptions output;
  options.add_to(call.app());
  output.add_to(call.app());
  if (!call.parse()) {
    return ExitCode::answered;
  }
  output.check();
  if (options.files.empty()) {
    throw Error(ErrorKind::usage, {MessageId::error_no_file, {}},
                Text{MessageId::hint_no_file, {}});
  }
  std::vector<model::Inspection> inspections;
  inspections.reserve(options.files.size());
  for (const std::string& file : options.files) {
    inspections.push_back(inspect_file(file, options));
  }
  const ByteUnit unit = output.unit(ByteUnit::gib);
  if (inspections.size() == 1) {
    const model::Inspection& only = inspections.front();
    output.print(
        call, [&] { return report::document(only, options.details, unit); },
        [&] { return report::json(only, options.details); },
        options.details.tensors ? "tensors" : "types");
  } else {
    output.print(
        call, [&] { return report::list_document(inspections, unit); },
        [&] { return report::list_json(inspections, options.details); }, "files");
  }
  return ExitCode::answered;
}

}  // namespace vramcalc::cli
