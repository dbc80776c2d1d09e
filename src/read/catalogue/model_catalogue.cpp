#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/model/weight_format.h>
#include <vramcalc/read/catalogue.h>

#include "read/catalogue/fields.h"
#include "read/catalogue/model_config.h"
#include "read/catalogue/sources.h"
#include "read/catalogue/storage.h"
#include "read/catalogue/unique_names.h"
#include "read/json/json.h"
#include "read/read_file.h"

namespace vramcalc::read {
namespace {

using model::CatalogueModel;

constexpr std::array<std::string_view, 2> file_keys{"references", "models"};
constexpr std::array<std::string_view, 9> model_keys{"id",         "name",       "aliases",
                                                     "repository", "parameters", "licence",
                                                     "released",   "sources",    "config"};
constexpr std::array<std::string_view, 4> figure_keys{"parameters", "config", "released",
                                                      "licence"};
// An alias may say why it is one: "same shapes".
constexpr std::array<std::string_view, 1> name_lists{"aliases"};

constexpr WholeRange parameter_range{1, 1'000'000'000'000'000};

// A size class has neither; a model has both, for a config without its repository has no origin
// that a reader could look up.
void check_config_and_repository(const MappingReader& entry) {
  if (entry.has("config") && !entry.has("repository")) {
    fail(entry.place_of("config"), MessageId::read_config_without_repository);
  }
  if (entry.has("repository") && !entry.has("config")) {
    fail(entry.place_of("repository"), MessageId::read_repository_without_config);
  }
}

// A quantisation that nobody knows here leaves the usual 16 bits: asked for, it is an error then.
std::string native_precision(const std::string& config_json, std::string_view file) {
  const model::ConfigValue root = parse_json_text(config_json, file);
  try {
    return model::precision_id_of(model::published_recipe(model::Config{root, file}));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unsupported) {
      throw;
    }
    return "fp16";
  }
}

CatalogueModel read_model(const MappingReader& entry, std::string_view file,
                          CatalogueStorage& storage) {
  CatalogueModel model;
  model.id = storage.keep(entry.required_id("id"));
  model.name = storage.keep(entry.required_text("name"));
  model.aliases = storage.keep(entry.texts("aliases"));
  model.repository = storage.keep(entry.text("repository"));
  model.parameters = entry.required_whole("parameters", parameter_range);
  model.licence = storage.keep(entry.text("licence"));
  model.released = storage.keep(entry.date("released"));
  check_config_and_repository(entry);
  if (const YamlNode* node = entry.find("config")) {
    const ModelConfig config = read_model_config(*node, file);
    model.architecture = storage.keep(config.architecture);
    model.layers = config.layers;
    model.max_context_tokens = config.max_context_tokens;
    model.native_precision = storage.keep(native_precision(config.json, file));
    model.config_json = storage.keep(config.json);
  }
  return model;
}

}  // namespace

ModelFile parse_model_catalogue(std::string_view text, std::string_view name) {
  const YamlNode root = parse_yaml(text, name);
  const MappingReader top{root, name, file_keys, "a model catalogue"};
  auto storage = std::make_shared<CatalogueStorage>();
  const References references{top.find("references"), name, *storage};
  UniqueNames names{name};
  ModelFile file;
  for (const YamlNode& node : top.required_items("models")) {
    const MappingReader entry{node, name, model_keys, "an entry of models"};
    CatalogueModel model = read_model(entry, name, *storage);
    names.take(entry, name_lists);
    model.sources = read_sources(entry, name, {figure_keys, name_lists}, references, *storage);
    file.models.push_back(model);
  }
  file.storage = std::move(storage);
  return file;
}

ModelFile read_model_catalogue(const std::filesystem::path& path) {
  return parse_model_catalogue(read_file(path, largest_catalogue), path.string());
}

}  // namespace vramcalc::read
