// `vramcalc gpus`, `models` and `precisions`: the catalogues.
#include <algorithm>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>
#include <vramcalc/hardware/find_gpu.h>
#include <vramcalc/model/find_model.h>
#include <vramcalc/model/precision.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "report/catalogue.h"

namespace vramcalc::cli {
namespace {

struct ListOptions {
  std::string filter;
  CatalogueOptions catalogue;
  OutputOptions output;

  // False when help was printed instead.
  bool parse(Call& call, MessageId filter_description, bool with_units, bool with_catalogue) {
    add_option(call.app(), "TEXT", filter, filter_description, "", MessageId::group_list);
    if (with_catalogue) {
      catalogue.add_to(call.app());
    }
    output.add_to(call.app(), with_units);
    if (!call.parse()) {
      return false;
    }
    output.check();
    return true;
  }
};

// The one entry whose id was typed out, for which people want to see everything.
template <typename Entry>
const Entry* exact(std::span<const Entry> entries, const std::string& text) {
  const std::string wanted = folded_name(text);
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
    return folded_name(entry.id) == wanted;
  });
  return found == entries.end() || text.empty() ? nullptr : &*found;
}

}  // namespace

ExitCode gpus_command(Call& call) {
  ListOptions options;
  if (!options.parse(call, MessageId::option_gpu_filter, true, true)) {
    return ExitCode::answered;
  }
  const Catalogues catalogues{call.environment(), options.catalogue};
  std::vector<hardware::Gpu> gpus = hardware::filter_gpus(options.filter, catalogues.gpus());
  if (gpus.empty()) {  // throws with the nearest names, or finds what "4090x" style names mean
    gpus.push_back(hardware::find_gpu(options.filter, catalogues.gpus()).gpu);
  }
  const auto* one = exact<hardware::Gpu>(gpus, options.filter);
  const std::span<const hardware::Gpu> shown =
      one != nullptr ? std::span<const hardware::Gpu>{one, 1} : gpus;
  options.output.print(
      call,
      [&] {
        return one != nullptr ? report::sheet(*one)
                              : report::document(shown, options.output.unit(ByteUnit::gib));
      },
      [&] { return report::json(shown); }, "gpus");
  return ExitCode::answered;
}

ExitCode models_command(Call& call) {
  ListOptions options;
  if (!options.parse(call, MessageId::option_model_filter, false, true)) {
    return ExitCode::answered;
  }
  const Catalogues catalogues{call.environment(), options.catalogue};
  const auto models = model::filter_models(options.filter, catalogues.models());
  if (models.empty()) {
    throw model::unknown_model(options.filter, catalogues.models());
  }
  const auto* one = exact<model::CatalogueModel>(models, options.filter);
  const std::span<const model::CatalogueModel> shown =
      one != nullptr ? std::span<const model::CatalogueModel>{one, 1} : models;
  options.output.print(
      call, [&] { return one != nullptr ? report::sheet(*one) : report::document(shown); },
      [&] { return report::json(shown); }, "models");
  return ExitCode::answered;
}

ExitCode precisions_command(Call& call) {
  ListOptions options;
  if (!options.parse(call, MessageId::option_precision_filter, false, false)) {
    return ExitCode::answered;
  }
  std::vector<model::Precision> precisions = model::precisions();
  if (options.filter.find(':') != std::string::npos) {  // exl2:4.5 is in no list
    precisions = {model::find_precision(options.filter)};
    options.filter.clear();
  }
  const std::string wanted = folded_name(options.filter);
  std::erase_if(precisions, [&](const model::Precision& precision) {
    return folded_name(precision.id).find(wanted) == std::string::npos &&
           folded_name(precision.description).find(wanted) == std::string::npos;
  });
  if (precisions.empty()) {
    precisions.push_back(model::find_precision(options.filter));
  }
  options.output.print(
      call, [&] { return report::document(precisions); }, [&] { return report::json(precisions); },
      "precisions");
  return ExitCode::answered;
}

}  // namespace vramcalc::cli
