#include "accuracy/parameters.h"

#include <algorithm>
#include <stdexcept>

#include <vramcalc/model/stored_components.h>

namespace vramcalc::accuracy {
namespace {

using model::ComponentKind;

std::string name_of(ComponentKind kind) {
  switch (kind) {
    case ComponentKind::language:
      return "language";
    case ComponentKind::mtp:
      return "mtp";
    case ComponentKind::vision:
      return "vision";
    case ComponentKind::audio:
      return "audio";
    case ComponentKind::scales:
      return "scales";
    case ComponentKind::scale_padding:
      return "scale_padding";
    case ComponentKind::shape_tensors:
      return "shape_tensors";
    case ComponentKind::tied_head:
      return "tied_head";
    case ComponentKind::rotary_buffers:
      return "rotary_buffers";
    case ComponentKind::router_biases:
      return "router_biases";
    case ComponentKind::layer_scalars:
      return "layer_scalars";
  }
  throw std::logic_error("a kind of component without a name");
}

std::int64_t signed_elements(const model::StoredComponent& component) {
  const auto elements = static_cast<std::int64_t>(component.elements);
  return component.left_out ? -elements : elements;
}

// What the config says is stored, and of what may be stored or not only what the row names.
std::vector<ComparedComponent> compare_components(const ReferenceModel& reference,
                                                  const Row& named) {
  std::vector<ComparedComponent> compared;
  for (const auto& [kind, elements] : named.items()) {
    compared.push_back({kind, elements.get<std::int64_t>(), 0});
  }
  const model::Config whole{reference.config, reference.config_file};
  for (const auto& component : model::stored_components(reference.layout, whole)) {
    const std::string kind = name_of(component.kind);
    const auto known = std::find_if(compared.begin(), compared.end(),
                                    [&](const auto& other) { return other.kind == kind; });
    if (known != compared.end()) {
      known->counted = signed_elements(component);
    } else if (component.certain && component.kind != ComponentKind::language) {
      compared.push_back({kind, 0, signed_elements(component)});
    }
  }
  return compared;
}

ClosedTotal closed_total(const Row& row) {
  ClosedTotal total;
  row.at("model").get_to(total.model);
  total.stated_of = row.value("stated_of", total.model);
  row.at("stated").get_to(total.stated);
  row.at("language").get_to(total.stated_language);
  const ReferenceModel& reference = reference_model(total.model);
  total.counted_language = static_cast<std::int64_t>(reference.parameters());
  total.counted = total.counted_language;
  total.components = compare_components(reference, row.at("components"));
  for (const ComparedComponent& component : total.components) {
    total.counted += component.counted;
  }
  for (const Row& term : row.value("terms", Row::array())) {
    total.terms.push_back({term.at("name"), term.at("elements"), term.at("reason")});
    total.counted += total.terms.back().elements;
  }
  return total;
}

}  // namespace

std::vector<ComparedCount> language_counts() {
  std::vector<ComparedCount> counts;
  for (const Row& row : rows_of("parameters.jsonl")) {
    const std::string name = row.at("model").get<std::string>();
    counts.push_back(
        {name, row.at("parameters").get<std::uint64_t>(), reference_model(name).parameters()});
  }
  return counts;
}

std::vector<ClosedTotal> closed_totals() {
  std::vector<ClosedTotal> totals;
  for (const Row& row : rows_of("closing.jsonl")) {
    totals.push_back(closed_total(row));
  }
  return totals;
}

}  // namespace vramcalc::accuracy
