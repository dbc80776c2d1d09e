// Which model is meant: a file, an entry of the catalogue, or a size.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <string>
#include <system_error>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>
#include <vramcalc/model/find_model.h>
#include <vramcalc/read/model_file.h>

#include "cli/model_argument.h"
#include "cli/options.h"

namespace vramcalc::cli {
namespace {

Error model_missing_or_doubled(bool missing) {
  return Error(ErrorKind::usage,
               {missing ? MessageId::error_no_model : MessageId::error_two_models, {}},
               Text{MessageId::hint_model, {}});
}

// An entry of the catalogue brings its config, from which its tensors follow where it suffices.
void add_layout(model::Model& model, const Catalogues& catalogues, std::vector<Text>& warnings) {
  const auto entries = catalogues.models();
  const auto entry = std::find_if(entries.begin(), entries.end(),
                                  [&](const auto& candidate) { return candidate.id == model.id; });
  if (entry == entries.end() || entry->config_json.empty()) {
    return;
  }
  try {
    const model::Checkpoint checkpoint =
        read::read_model_config_text(entry->config_json, entry->id, {});
    model.layout = checkpoint.model.layout;
    model.parameters = checkpoint.model.parameters;
    model.active_parameters = checkpoint.model.active_parameters;
    model.mtp_parameters = checkpoint.model.mtp_parameters;
    model.vision_parameters = checkpoint.model.vision_parameters;
    warnings.insert(warnings.end(), checkpoint.warnings.begin(), checkpoint.warnings.end());
  } catch (const Error& error) {
    // Of an unknown kind, or with too few figures: the rule answers, and says why.
    warnings.push_back(error.message());
  }
}

// Not every row length divides into every format's blocks.
std::vector<model::WeightFormat> possible_formats(const model::Model& model, bool imatrix,
                                                  std::vector<Text>& warnings) {
  std::vector<model::WeightFormat> formats;
  for (const model::Precision& precision : model::precisions()) {
    const model::WeightFormat format = model::format_in(model, precision, imatrix);
    try {
      if (model.has_tensors()) {
        static_cast<void>(model::stored_in(model, format));
      }
      formats.push_back(format);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::unsupported) {
        throw;
      }
      warnings.push_back({MessageId::warning_precision_left_out,
                          {{"name", precision.id}, {"reason", error.what()}}});
    }
  }
  return formats;
}

FoundModel look_up(const ModelName& name, const Catalogues& catalogues) {
  if (name.is_file || names_a_file(name.argument)) {
    model::Checkpoint checkpoint =
        read_model_argument(name.argument, {.architecture = name.architecture});
    return {std::move(checkpoint.model), std::move(checkpoint.warnings)};
  }
  FoundModel found{model::find_model(name.argument, catalogues.models()), {}};
  add_layout(found.model, catalogues, found.warnings);
  return found;
}

}  // namespace

model::Checkpoint read_model_argument(const std::string& argument,
                                      const read::ModelFileOptions& options) {
  if (argument == "-") {
    return read::read_model_config_stream(std::cin, options);
  }
  return read::read_model_file(argument, options);
}

bool names_a_file(const std::string& argument) {
  constexpr std::string_view endings[] = {".gguf", ".safetensors", ".json"};
  std::error_code ignored;
  return argument == "-" || std::filesystem::exists(argument, ignored) ||
         std::any_of(std::begin(endings), std::end(endings),
                     [&](std::string_view ending) { return argument.ends_with(ending); });
}

model::Model find_model_argument(const ModelName& name, const Catalogues& catalogues,
                                 std::vector<Text>& warnings) {
  const FoundModel& found =
      catalogues.found_models().get(name, [&] { return look_up(name, catalogues); });
  warnings.insert(warnings.end(), found.warnings.begin(), found.warnings.end());
  return found.model;
}

model::Model model_with_layout(const model::CatalogueModel& entry, const Catalogues& catalogues,
                               std::vector<Text>& warnings) {
  model::Model found = model::model_of_entry(entry);
  add_layout(found, catalogues, warnings);
  return found;
}

model::Model ModelOptions::resolve(const Catalogues& catalogues,
                                   std::vector<Text>& warnings) const {
  check_choice(method, "--method", {"auto", "rule", "detailed"});
  const auto given = static_cast<int>(!positional.empty()) + static_cast<int>(!model.empty()) +
                     static_cast<int>(!params.empty());
  if (given != 1) {
    throw model_missing_or_doubled(given == 0);
  }
  model::Model found = params.empty()
                           ? find_model_argument({model.empty() ? positional : model, architecture},
                                                 catalogues, warnings)
                           : model::model_of_size(params);
  if (found.parameters == 0 && !found.has_tensors()) {
    throw Error(ErrorKind::unsupported,
                {MessageId::error_no_parameters, {{"name", printable(found.name)}}});
  }
  if (method == "rule") {
    found.layout = nullptr;
    found.stored = nullptr;
  } else if (method == "detailed" && !found.has_tensors()) {
    throw Error(ErrorKind::usage, {MessageId::error_no_detail, {{"name", printable(found.name)}}},
                Text{MessageId::hint_no_detail, {}});
  }
  return found;
}

std::vector<model::Precision> ModelOptions::named_precisions() const {
  std::vector<model::Precision> precisions;
  for (const std::string& name : split_list(precision)) {
    if (name != "all") {
      precisions.push_back(model::find_precision(name));
    }
  }
  return precisions;
}

bool ModelOptions::is_by_rule(const model::Model& of) const {
  return method == "rule" || !overhead.empty() || !of.has_layers();
}

std::vector<model::WeightFormat> ModelOptions::named_formats(const model::Model& of,
                                                             std::vector<Text>& warnings) const {
  const std::vector<std::string> names = split_list(precision);
  if (std::find(names.begin(), names.end(), "all") != names.end()) {
    return possible_formats(of, imatrix, warnings);
  }
  std::vector<model::WeightFormat> formats;
  for (const std::string& name : names) {
    formats.push_back(model::format_in(of, model::find_precision(name), imatrix));
  }
  return formats;
}

}  // namespace vramcalc::cli
