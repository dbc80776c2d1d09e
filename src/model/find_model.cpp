#include <vramcalc/model/find_model.h>

#include <algorithm>
#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>
#include <vramcalc/core/spelling.h>

namespace vramcalc::model {
namespace {

// The repository without its publisher is a name too: "Llama-3.1-8B-Instruct".
std::string_view short_repository(std::string_view repository) {
  const std::size_t slash = repository.find('/');
  return slash == std::string_view::npos ? repository : repository.substr(slash + 1);
}

template <typename Predicate>
bool any_name(const CatalogueModel& model, Predicate matches) {
  return matches(model.id) || matches(model.name) ||
         std::any_of(model.aliases.begin(), model.aliases.end(), matches) ||
         (!model.repository.empty() && matches(short_repository(model.repository)));
}

}  // namespace

Error unknown_model(std::string_view name, std::span<const CatalogueModel> catalogue) {
  std::vector<std::string_view> ids;
  for (const CatalogueModel& model : catalogue) {
    ids.push_back(model.id);
  }
  const std::vector<std::string> near = closest_names(name, ids);
  return Error(ErrorKind::not_found, {MessageId::error_unknown_model, {{"name", printable(name)}}},
               near.empty()
                   ? Text{MessageId::hint_list_models, {}}
                   : Text{MessageId::hint_did_you_mean_model, {{"names", quoted_list(near)}}});
}

Model model_of_size(std::string_view text) {
  Model model;
  model.parameters = parse_parameter_count(text);
  for (const char c : text) {
    if (c != ' ') {
      model.name.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
    }
  }
  model.argument = model.name;
  return model;
}

Model model_of_entry(const CatalogueModel& entry) {
  Model model;
  model.name = entry.name;
  model.argument = entry.is_size_class() ? entry.name : entry.id;
  model.parameters = entry.parameters;
  if (entry.is_size_class()) {
    return model;
  }
  model.id = entry.id;
  model.repository = entry.repository;
  model.source = ModelSource::catalogue;
  if (!entry.architecture.empty()) {
    model.architecture = std::string{entry.architecture};
  }
  model.native_precision = entry.native_precision;
  model.layers = entry.layers;
  model.max_context_tokens = entry.max_context_tokens;
  return model;
}

Model find_model(std::string_view name, std::span<const CatalogueModel> catalogue) {
  // With or without its publisher: "meta-llama/Llama-3.1-8B-Instruct".
  const std::string wanted = folded_name(short_repository(name));
  const auto same = [&](std::string_view candidate) { return folded_name(candidate) == wanted; };
  const auto found = std::find_if(catalogue.begin(), catalogue.end(),
                                  [&](const auto& model) { return any_name(model, same); });
  if (found != catalogue.end() && !wanted.empty()) {
    Model model = model_of_entry(*found);
    // An alias may stand for another model of the same shapes, whose weights are not these.
    const bool is_the_entry =
        same(found->id) || same(found->name) || same(short_repository(found->repository));
    if (name.find('/') != std::string_view::npos) {
      model.repository = name;
    } else if (!is_the_entry) {
      model.repository.clear();
    }
    return model;
  }
  if (looks_like_number(name)) {
    return model_of_size(name);
  }
  throw unknown_model(name, catalogue);
}

std::vector<CatalogueModel> filter_models(std::string_view text,
                                          std::span<const CatalogueModel> catalogue) {
  const std::string wanted = folded_name(short_repository(text));
  const auto contains = [&](std::string_view candidate) {
    return folded_name(candidate).find(wanted) != std::string::npos;
  };
  std::vector<CatalogueModel> found;
  std::copy_if(
      catalogue.begin(), catalogue.end(), std::back_inserter(found),
      [&](const auto& model) { return any_name(model, contains) || contains(model.architecture); });
  return found;
}

}  // namespace vramcalc::model
