// What the headers of a model and the config beside them say together.
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>
#include <vramcalc/model/blueprint.h>

#include "read/config_checkpoint.h"
#include "read/json/json.h"
#include "read/safetensors/packed_weights.h"
#include "read/safetensors/parts.h"
#include "read/safetensors/safetensors.h"

namespace vramcalc::read {
namespace {

namespace fs = std::filesystem;
using model::Checkpoint;
using model::Config;
using model::Model;
using model::TensorPart;

// config.json beside the files, where there is one.
struct ConfigBeside {
  std::string file;
  model::ConfigValue tree;

  explicit ConfigBeside(const fs::path& path) : file(path.string()), tree(read_json_file(path)) {}
};

std::optional<ConfigBeside> read_config_beside(const fs::path& path) {
  std::error_code ignored;
  const fs::path folder = fs::is_directory(path, ignored) ? path : path.parent_path();
  const fs::path file = folder / "config.json";
  return fs::exists(file, ignored) ? std::optional<ConfigBeside>{file} : std::nullopt;
}

// What the config describes; only a warning where its layout is not known.
Checkpoint described_by(const Config& config, const ModelFileOptions& options) {
  try {
    return checkpoint_of_config(config, options);
  } catch (const Error& error) {
    // The tensors are known all the same; what an option asks for is another matter.
    if (error.kind() != ErrorKind::unsupported || !options.architecture.empty()) {
      throw;
    }
    Checkpoint checkpoint;
    checkpoint.model.architecture = printable(config.text({"model_type"}));
    checkpoint.warnings.push_back(error.message());
    return checkpoint;
  }
}

// The number of layers, where prediction layers stand behind them under further numbers.
std::optional<std::uint64_t> first_mtp_layer(const Config& config) {
  const Config text = model::language_part(config);
  const bool has_mtp = text.whole_or({"num_nextn_predict_layers", "num_mtp_layers"}, 0) > 0;
  return has_mtp ? text.whole({"num_hidden_layers", "n_layer", "num_layers"}) : std::nullopt;
}

bool is_tied(const Model& model, const Config& config) {
  return model.layout != nullptr ? model.layout->architecture.tied_embeddings
                                 : config.flag({"tie_word_embeddings"}) ||
                                       model::language_part(config).flag({"tie_word_embeddings"});
}

// The type of most bytes.
std::string largest_type(std::span<const model::Tensor> tensors) {
  std::array<Bytes, 64> bytes{};  // by StorageType
  std::size_t largest = 0;
  for (const model::Tensor& tensor : tensors) {
    const auto type = static_cast<std::size_t>(tensor.type);
    bytes[type] += bytes_of(tensor);
    largest = bytes[type] > bytes[largest] ? type : largest;
  }
  return bytes[largest].count() == 0
             ? std::string{}
             : std::string{model::facts_of(static_cast<model::StorageType>(largest)).name};
}

std::optional<std::uint64_t> if_any(std::uint64_t count) {
  return count == 0 ? std::nullopt : std::optional{count};
}

void take_counts(const WeightCounts& counts, bool tied, Checkpoint& checkpoint) {
  Model& model = checkpoint.model;
  model.parameters = counts.of(TensorPart::language);
  if (tied && counts.language_head > 0 && counts.language_head < model.parameters) {
    model.parameters -= counts.language_head;
    checkpoint.warnings.push_back(
        {MessageId::warning_safetensors_tied_head, {{"count", counts.language_head}}});
  }
  model.mtp_parameters = if_any(counts.of(TensorPart::mtp));
  model.vision_parameters =
      if_any((Bytes{counts.of(TensorPart::vision)} + Bytes{counts.of(TensorPart::audio)}).count());
  if (counts.guessed_tensors > 0) {
    checkpoint.warnings.push_back(
        {MessageId::warning_safetensors_guessed_bits,
         {{"count", counts.guessed_tensors}, {"name", printable(counts.guessed_example)}}});
  }
  if (counts.of(TensorPart::adapter) > 0 && model.parameters == 0) {
    checkpoint.format = model::CheckpointFormat::adapter;
  }
}

// The tensors that are there go before those that the config describes.
void take_tensors(model::Inventory inventory, const Config* config, Checkpoint& checkpoint) {
  assign_parts(inventory.tensors(), config == nullptr ? std::nullopt : first_mtp_layer(*config));
  const std::span<const model::Tensor> tensors = std::as_const(inventory).tensors();
  const WeightCounts counts = count_weights(tensors, TensorNames{tensors},
                                            config == nullptr ? Packing{} : packing_of(*config));
  take_counts(counts, config != nullptr && is_tied(checkpoint.model, *config), checkpoint);
  // A quantised checkpoint is named by its config: its types are those of the packing.
  const bool is_quantised = config != nullptr && checkpoint.model.layout != nullptr &&
                            config->find({"quantization_config", "quantization"}) != nullptr;
  if (!is_quantised) {
    checkpoint.model.native_precision = std::string{counts.precision};
    checkpoint.file_type = largest_type(tensors);
  }
  checkpoint.model.stored = std::make_shared<model::Inventory>(std::move(inventory));
}

}  // namespace

Checkpoint read_safetensors(const fs::path& path, const ModelFileOptions& options) {
  SafetensorsFile file = read_safetensors_files(path);
  const std::optional<ConfigBeside> beside = read_config_beside(path);
  std::optional<Config> config;
  if (beside) {
    config.emplace(beside->tree, beside->file);
  }
  Checkpoint checkpoint = config ? described_by(*config, options) : Checkpoint{};
  checkpoint.path = path.string();
  checkpoint.format = model::CheckpointFormat::safetensors;
  checkpoint.files = file.files;
  checkpoint.missing_files = file.missing_files;
  checkpoint.file_bytes = file.file_bytes;
  checkpoint.header_bytes = file.header_bytes;
  checkpoint.metadata = std::move(file.metadata);
  std::move(file.warnings.begin(), file.warnings.end(), std::back_inserter(checkpoint.warnings));
  checkpoint.model.name = model_name_of(path);
  checkpoint.model.source = model::ModelSource::safetensors;
  if (file.files > 0) {
    take_tensors(std::move(file.inventory), config ? &*config : nullptr, checkpoint);
  }
  return checkpoint;
}

}  // namespace vramcalc::read
