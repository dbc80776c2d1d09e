#include <vramcalc/core/spelling.h>

#include "report/inspect.h"
#include "report/names.h"

namespace vramcalc::report {
namespace {

using model::Inspection;

Json layers_json(const Inspection& inspection) {
  Json list = Json::array();
  for (const model::LayerKind& kind : inspection.layers) {
    list.push_back({{"mixer", kind.mixer}, {"layers", kind.layers}});
  }
  return list;
}

Json formats_json(const Inspection& inspection) {
  Json list = Json::array();
  for (const model::FormatShare& share : inspection.formats) {
    list.push_back({{"type", share.format},
                    {"tensors", share.tensors},
                    {"elements", share.elements},
                    {"bytes", share.bytes.count()}});
  }
  return list;
}

Json components_json(const std::vector<model::StoredComponent>& components) {
  Json list = Json::array();
  for (const model::StoredComponent& component : components) {
    list.push_back({{"component", id_of(component.kind)},
                    {"elements", component.elements},
                    {"certain", component.certain},
                    {"left_out", component.left_out}});
  }
  return list;
}

Json tensors_json(const model::StoredModel& stored) {
  Json list = Json::array();
  for (const model::StoredTensor& tensor : stored.tensors) {
    Json shape = Json::array();
    for (const std::uint64_t size : tensor.tensor->shape.dimensions()) {
      shape.push_back(size);
    }
    list.push_back({{"name", printable(tensor.tensor->name, tensor.tensor->name.size())},
                    {"shape", std::move(shape)},
                    {"type", tensor.format},
                    {"part", id_of(tensor.tensor->part)},
                    {"bytes", tensor.bytes.count()}});
  }
  return list;
}

Json metadata_json(const std::vector<model::MetadataEntry>& metadata) {
  Json list = Json::array();
  for (const model::MetadataEntry& entry : metadata) {
    list.push_back({{"key", printable(entry.key, entry.key.size())},
                    {"type", entry.type},
                    {"value", printable(entry.value, entry.value.size())},
                    {"length", entry.length}});
  }
  return list;
}

Json tokenizer_json(const std::optional<model::Tokenizer>& tokenizer) {
  if (!tokenizer) {
    return nullptr;
  }
  return {{"model", printable(tokenizer->model)},
          {"pre", json_or_null(printable(tokenizer->pre))},
          {"tokens", tokenizer->tokens}};
}

Json adapter_json(const std::optional<model::Adapter>& adapter) {
  if (!adapter) {
    return nullptr;
  }
  Json modules = Json::array();
  for (const std::string& module : adapter->target_modules) {
    modules.push_back(printable(module));
  }
  return {{"method", printable(adapter->method)},
          {"base_model", json_or_null(printable(adapter->base_model))},
          {"rank", adapter->rank},
          {"alpha", adapter->alpha},
          {"target_modules", std::move(modules)}};
}

void fill(Json& json, const Inspection& inspection, InspectDetails details) {
  const model::Checkpoint& checkpoint = inspection.checkpoint;
  json["file"] = printable(checkpoint.path, 4096);
  json["format"] = id_of(checkpoint.format);
  json["format_version"] = json_or_null(printable(checkpoint.format_version));
  json["files"] = checkpoint.files;
  json["missing_files"] = checkpoint.missing_files;
  json["file_bytes"] = checkpoint.file_bytes.count();
  json["header_bytes"] = checkpoint.header_bytes.count();
  json["stored_as"] = json_or_null(printable(checkpoint.file_type));
  json["model"] = json_of(checkpoint.model);
  json["weights_bytes"] = inspection.weights.count();
  json["stored_bytes"] = inspection.all.count();
  json["bits_per_weight"] = rounded_share(inspection.bits_per_weight);
  json["layers"] = layers_json(inspection);
  json["expert_layers"] = inspection.expert_layers;
  json["types"] = formats_json(inspection);
  json["components"] = components_json(checkpoint.components);
  json["tokenizer"] = tokenizer_json(checkpoint.tokenizer);
  json["adapter"] = adapter_json(checkpoint.adapter);
  json["metadata"] = details.metadata ? metadata_json(checkpoint.metadata) : Json(nullptr);
  json["tensors"] = details.tensors ? tensors_json(inspection.stored) : Json(nullptr);
  json["warnings"] = json_of(checkpoint.warnings);
}

}  // namespace

Json json(const Inspection& inspection, InspectDetails details) {
  Json json = document_of("vramcalc.inspect");
  fill(json, inspection, details);
  return json;
}

Json list_json(std::span<const Inspection> inspections, InspectDetails details) {
  Json json = document_of("vramcalc.inspections");
  Json list = Json::array();
  for (const Inspection& inspection : inspections) {
    fill(list.emplace_back(Json::object()), inspection, details);
  }
  json["files"] = std::move(list);
  return json;
}

}  // namespace vramcalc::report
