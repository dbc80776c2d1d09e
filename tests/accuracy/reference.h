// The reference figures of tests/accuracy/data and the models that they are about.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <vramcalc/core/bytes.h>
#include <vramcalc/model/config.h>
#include <vramcalc/model/model.h>

namespace vramcalc::accuracy {

using Row = nlohmann::ordered_json;  // one line of a file of data/: an object

/// The rows of data/NAME.
[[nodiscard]] std::vector<Row> rows_of(const std::string& name);

struct ReferenceModel {
  std::string config_file;
  model::ConfigValue config;
  model::ModelLayout layout;
  /// What a GGUF file without draft layers and towers holds.
  model::Inventory gguf_file;

  [[nodiscard]] std::uint64_t parameters() const;  // of the language model
};

/// A model of models.jsonl, built when it is first asked for.
[[nodiscard]] const ReferenceModel& reference_model(const std::string& name);

/// Parameters of a model as somebody states them, and as we count them.
struct ComparedCount {
  std::string model;
  std::uint64_t stated = 0;
  std::uint64_t counted = 0;
};

/// The tensors of a GGUF file of that type: the language model and what a converter adds to it.
[[nodiscard]] Bytes gguf_bytes(const ReferenceModel& reference, const std::string& file_type,
                               bool imatrix);

/// The weights by the rule of thumb: parameters × bytes per parameter of the base type.
[[nodiscard]] Bytes rule_of_thumb_bytes(const ReferenceModel& reference,
                                        const std::string& file_type);

}  // namespace vramcalc::accuracy
