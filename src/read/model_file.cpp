#include <vramcalc/read/model_file.h>

#include <algorithm>
#include <array>
#include <string>
#include <system_error>
#include <vector>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "read/adapter_config.h"
#include "read/config_checkpoint.h"
#include "read/file_source.h"
#include "read/gguf/gguf.h"
#include "read/gguf/part_name.h"
#include "read/json/json.h"
#include "read/safetensors/safetensors.h"

namespace vramcalc::read {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

Error path_error(const fs::path& path, MessageId message) {
  return Error(ErrorKind::bad_input, {message, {{"path", printable(path.string(), 500)}}},
               Text{MessageId::hint_model_file, {}});
}

// One GGUF file a model: of those in parts the first that is there stands for all.
std::vector<fs::path> gguf_models(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry{folder, error}, end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".gguf") {
      files.push_back(entry->path());
    }
  }
  std::sort(files.begin(), files.end());
  const auto model_of = [](const fs::path& file) {
    const std::string name = file.filename().string();
    const auto part = parse_gguf_part_name(name);
    return part ? part->prefix : name;
  };
  const auto same = [&](const fs::path& a, const fs::path& b) {
    return model_of(a) == model_of(b);
  };
  files.erase(std::unique(files.begin(), files.end(), same), files.end());
  return files;
}

// What to read of a folder.
fs::path model_of_folder(const fs::path& folder) {
  if (has_safetensors(folder)) {
    return folder;
  }
  const std::vector<fs::path> models = gguf_models(folder);
  if (models.size() > 1) {
    throw path_error(folder, MessageId::model_file_several);
  }
  if (models.size() == 1) {
    return models.front();
  }
  for (const char* name : {"config.json", "adapter_config.json"}) {
    if (is_file(folder / name)) {
      return folder / name;
    }
  }
  throw path_error(folder, MessageId::model_file_empty_folder);
}

model::Checkpoint gguf_checkpoint(const fs::path& path) {
  model::Checkpoint checkpoint = read_gguf_file(path);
  const auto& layout = checkpoint.model.layout;
  checkpoint.model.stored = {layout, &layout->inventory};
  return checkpoint;
}

model::Checkpoint adapter_checkpoint(const model::Config& config) {
  model::Checkpoint checkpoint;
  checkpoint.format = model::CheckpointFormat::adapter;
  checkpoint.model.source = model::ModelSource::config;
  checkpoint.adapter = read_adapter_config(config);
  return checkpoint;
}

model::Checkpoint json_checkpoint(const fs::path& path, const ModelFileOptions& options) {
  const model::ConfigValue root = read_json_file(path);
  const std::string file = path.string();
  const model::Config config{root, file};
  return is_adapter_config(config) ? adapter_checkpoint(config)
                                   : checkpoint_of_config(config, options);
}

model::Checkpoint read_by_content(const fs::path& path, const ModelFileOptions& options) {
  if (is_folder(path) || is_safetensors_index(path)) {
    return read_safetensors(path, options);
  }
  const FileSource source{path};
  std::array<char, 4> start{};
  const std::size_t count = source.read(0, start);
  if (is_gguf({start.data(), count})) {
    return gguf_checkpoint(path);
  }
  if (looks_like_safetensors(source) || path.extension() == ".safetensors") {
    return read_safetensors(path, options);
  }
  if (path.extension() == ".gguf") {
    return gguf_checkpoint(path);  // says what is wrong with it
  }
  if (path.extension() == ".json" || start.front() == '{') {
    return json_checkpoint(path, options);
  }
  throw path_error(path, MessageId::model_file_unknown);
}

}  // namespace

model::Checkpoint read_model_file(const fs::path& path, const ModelFileOptions& options) {
  model::Checkpoint checkpoint =
      read_by_content(is_folder(path) ? model_of_folder(path) : path, options);
  checkpoint.path = path.string();
  checkpoint.model.argument = checkpoint.path;
  if (checkpoint.model.source != model::ModelSource::gguf || checkpoint.model.name.empty()) {
    checkpoint.model.name = model_name_of(path);
  }
  return checkpoint;
}

model::Checkpoint read_model_config_text(std::string_view text, std::string_view name,
                                         const ModelFileOptions& options) {
  const model::ConfigValue root = parse_json_text(text, name);
  const std::string file{name};
  model::Checkpoint checkpoint = checkpoint_of_config(model::Config{root, file}, options);
  checkpoint.model.name = file;
  checkpoint.model.argument = file;
  return checkpoint;
}

model::Checkpoint read_model_config_stream(std::istream& in, const ModelFileOptions& options) {
  constexpr std::string_view name = "standard input";
  std::string text(static_cast<std::size_t>(largest_config.count()) + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(
      static_cast<std::size_t>(in.gcount()));  // one too many is parse_json_text's to refuse
  model::Checkpoint checkpoint = read_model_config_text(text, name, options);
  checkpoint.path = "-";
  checkpoint.model.argument = "-";
  return checkpoint;
}

}  // namespace vramcalc::read
