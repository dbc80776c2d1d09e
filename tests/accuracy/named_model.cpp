#include "accuracy/named_model.h"

#include <algorithm>
#include <map>
#include <memory>

#include <vramcalc/model/find_model.h>
#include <vramcalc/model/precision.h>
#include <vramcalc/read/model_file.h>

#include "accuracy/reference.h"

namespace vramcalc::accuracy {
namespace {

model::Model of_reference(const std::string& name) {
  const ReferenceModel& reference = reference_model(name);
  model::Model model;
  model.name = name;
  model.source = model::ModelSource::config;
  model.parameters = reference.parameters();
  model.max_context_tokens = reference.layout.architecture.max_context_tokens;
  if (reference.layout.published) {
    model.native_precision = model::precision_id_of(*reference.layout.published);
  }
  model.layout = {std::shared_ptr<const void>{},
                  &reference.layout};  // lives as long as the program
  return model;
}

model::Model of_catalogue(const std::string& id) {
  const auto entries = model::builtin_models();
  const auto entry = std::find_if(entries.begin(), entries.end(),
                                  [&](const auto& candidate) { return candidate.id == id; });
  if (entry == entries.end()) {
    throw model::unknown_model(id, entries);
  }
  const model::Model built = read::read_model_config_text(entry->config_json, id).model;
  model::Model model = model::model_of_entry(*entry);
  model.layout = built.layout;
  model.parameters = built.parameters;
  return model;
}

}  // namespace

model::Model named_model(const std::string& name) {
  static std::map<std::string, model::Model> models;
  const auto known = models.find(name);
  if (known != models.end()) {
    return known->second;
  }
  const bool has_publisher = name.find('/') != std::string::npos;
  return models.emplace(name, has_publisher ? of_reference(name) : of_catalogue(name))
      .first->second;
}

model::WeightFormat format_named(const model::Model& model, const std::string& precision) {
  return precision == "native" ? model::native_format(model)
                               : model::format_in(model, model::find_precision(precision), false);
}

}  // namespace vramcalc::accuracy
