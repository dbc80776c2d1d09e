#include "accuracy/reference.h"

#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

#include <vramcalc/core/ratio.h>
#include <vramcalc/model/blueprint.h>
#include <vramcalc/model/precision.h>
#include <vramcalc/model/recipe.h>
#include <vramcalc/model/tensor.h>

#include "read/json/json.h"

namespace vramcalc::accuracy {
namespace {

const std::string data_folder = VRAMCALC_SOURCE_DIR "/tests/accuracy/data/";

// As `convert_hf_to_gguf.py --no-mtp` writes it. Left in, the draft layers would have a say in how
// llama-quantize treats the others: its mixtures count the tensors of a file.
model::Inventory without_drafts(const model::Inventory& inventory) {
  model::Inventory kept;
  for (const model::Tensor& tensor : inventory.tensors()) {
    if (tensor.part == model::TensorPart::language || tensor.part == model::TensorPart::generated) {
      kept.add(tensor.name, tensor.shape, tensor.type, tensor.part);
    }
  }
  return kept;
}

std::unique_ptr<const ReferenceModel> built(const Row& row) {
  auto reference = std::make_unique<ReferenceModel>();
  reference->config_file = row.at("config").get<std::string>();
  reference->config = read::read_json_file(data_folder + "configs/" + reference->config_file);
  const model::Config whole{reference->config, reference->config_file};
  model::Blueprint blueprint = model::build_model(whole, row.value("as", ""));
  reference->layout.architecture = std::move(blueprint.architecture);
  reference->layout.inventory = std::move(blueprint.inventory);
  reference->layout.published = model::published_recipe(whole);
  reference->gguf_file = without_drafts(reference->layout.inventory);
  return reference;
}

}  // namespace

std::vector<Row> rows_of(const std::string& name) {
  std::ifstream file{data_folder + name};
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    rows.push_back(Row::parse(line));
  }
  if (rows.empty()) {
    throw std::runtime_error("no rows in " + name);
  }
  return rows;
}

std::uint64_t ReferenceModel::parameters() const {
  return layout.inventory.elements(model::TensorPart::language);
}

const ReferenceModel& reference_model(const std::string& name) {
  static const std::map<std::string, Row> rows = [] {
    std::map<std::string, Row> by_name;
    for (const Row& row : rows_of("models.jsonl")) {
      by_name.emplace(row.at("model").get<std::string>(), row);
    }
    return by_name;
  }();
  static std::map<std::string, std::unique_ptr<const ReferenceModel>> models;
  std::unique_ptr<const ReferenceModel>& reference = models[name];
  if (reference == nullptr) {
    reference = built(rows.at(name));
  }
  return *reference;
}

Bytes gguf_bytes(const ReferenceModel& reference, const std::string& file_type, bool imatrix) {
  return model::store(reference.gguf_file, reference.layout.architecture,
                      model::GgufRecipe{file_type, imatrix})
      .language_bytes();
}

Bytes rule_of_thumb_bytes(const ReferenceModel& reference, const std::string& file_type) {
  return scaled(Bytes{reference.parameters()},
                model::find_precision(file_type).bytes_per_parameter);
}

}  // namespace vramcalc::accuracy
