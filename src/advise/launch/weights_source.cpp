#include "advise/launch/weights_source.h"

#include <algorithm>
#include <filesystem>

#include <vramcalc/core/quantity.h>

namespace vramcalc::advise {
namespace {

using model::ModelSource;

constexpr std::size_t longest_name = 60;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  });
  return text;
}

// "Qwen3-32B" of "Qwen/Qwen3-32B", and of "/models/Qwen3-32B/".
std::string last_part(std::string text) {
  while (text.size() > 1 && text.ends_with('/')) {
    text.pop_back();
  }
  return text.substr(text.find_last_of('/') + 1);
}

// What Hugging Face allows in the name of a repository; anything else is no name to fetch.
bool is_repository(const std::string& text) {
  const auto slash = text.find('/');
  return slash != std::string::npos && slash != 0 &&
         text.find('/', slash + 1) == std::string::npos && is_plain(text.front()) &&
         text.front() != '-' && text[slash + 1] != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_plain(c) || c == '/'; });
}

Bytes bytes_in(const EstimateAnswer& answer, const model::WeightFormat& format) {
  if (answer.model.has_tensors()) {
    return model::stored_in(answer.model, format).total_bytes();
  }
  return scaled(Bytes{answer.model.parameters}, format.precision.bytes_per_parameter);
}

Bytes published_bytes(const EstimateAnswer& answer) {
  return bytes_in(answer, model::native_format(answer.model));
}

// The folder that a path of Hugging Face's form names: of a config or a part, the one it lies in.
std::string folder_of(const model::Model& model) {
  const std::filesystem::path path{model.argument};
  const std::string extension = path.extension().string();
  if (extension != ".json" && extension != ".safetensors") {
    return model.argument;
  }
  const std::string parent = path.parent_path().string();
  return parent.empty() ? "." : parent;
}

bool is_folder_known(const model::Model& model) {
  return (model.source == ModelSource::safetensors || model.source == ModelSource::config) &&
         model.argument != "-" && !model.argument.empty();
}

// Draft layers that nobody asks for would count among the layers on the GPUs.
bool is_without_drafts(const EstimateAnswer& answer) {
  const auto* engine = std::get_if<memory::LlamaCpp>(&answer.engine);
  return answer.model.mtp_parameters.value_or(0) > 0 &&
         (engine == nullptr || engine->draft_mtp_tokens == 0);
}

WeightsSource placeholder(const EstimateAnswer& answer, const std::string& path, MessageId why) {
  WeightsSource source;
  source.reference = path;
  source.launch.notes.push_back(
      {why,
       {{"path", path}, {"precision", answer.format.precision.id}, {"name", answer.model.name}}});
  source.launch.download = bytes_in(answer, answer.format);
  source.launch.disk = source.launch.download;
  return source;
}

}  // namespace

std::string plain_name(const EstimateAnswer& answer) {
  const model::Model& model = answer.model;
  std::string words = !model.id.empty() ? model.id : model.name;
  if (model.source == ModelSource::gguf) {
    words = std::filesystem::path{model.argument}.stem().string();
  } else if (is_folder_known(model) && folder_of(model) != ".") {
    words = last_part(folder_of(model));
  }
  std::string name;
  for (const char c : words) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    const bool ends_badly = name.empty() || name.back() == '-' || name.back() == '.';
    if (is_plain(lower) && !(ends_badly && (lower == '-' || lower == '.' || lower == '_'))) {
      name.push_back(lower);
    } else if (!ends_badly) {
      name.push_back('-');
    }
  }
  name = name.substr(0, longest_name);
  while (!name.empty() && (name.back() == '-' || name.back() == '.')) {
    name.pop_back();
  }
  return name.empty() ? "model" : name;
}

std::string safe_path(const std::string& path) {
  return path.starts_with('/') || path.starts_with("./") || path.starts_with("../") ? path
                                                                                    : "./" + path;
}

PathParts parts_of(const std::string& reference) {
  const std::size_t slash = reference.find_last_of('/');
  return {reference.substr(0, slash), reference.substr(slash + 1)};
}

bool is_published_format(const EstimateAnswer& answer) {
  const std::string& wanted = answer.format.precision.id;
  return !answer.format.recipe || wanted == answer.model.native_precision ||
         (model::is_unquantised(wanted) && model::is_unquantised(answer.model.native_precision));
}

WeightsSource gguf_source(const EstimateAnswer& answer) {
  const model::Model& model = answer.model;
  WeightsSource source;
  if (model.source == ModelSource::gguf && !answer.format.recipe) {
    source.reference = safe_path(model.argument);
    source.launch.disk = bytes_in(answer, answer.format);
    return source;
  }
  const std::string type = upper(answer.format.precision.id);
  const bool has_repository = is_repository(model.repository);
  if (!has_repository && !is_folder_known(model)) {
    return placeholder(answer, "./" + plain_name(answer) + "-" + type + ".gguf",
                       MessageId::note_launch_gguf);
  }
  const std::string folder =
      has_repository ? "./" + last_part(model.repository) : safe_path(folder_of(model));
  const std::string stem = has_repository ? folder : "./" + plain_name(answer);
  if (has_repository) {
    source.launch.commands.push_back(
        {LaunchStep::download, {}, {"hf", "download", model.repository, "--local-dir", folder}});
    source.launch.download = published_bytes(answer);
  }
  source.launch.disk = published_bytes(answer);
  const std::string& precision = answer.format.precision.id;
  // K-quants are made of a file of 16 bits; MXFP4 experts stay what they are while converting.
  const bool converts_alone =
      model::is_unquantised(precision) || precision == "mxfp4_moe" || precision == "q8_0";
  const std::string outtype = precision == "fp16"                                   ? "f16"
                              : precision == "fp32"                                 ? "f32"
                              : precision == "q8_0"                                 ? "q8_0"
                              : model::is_unquantised(precision) || !converts_alone ? "bf16"
                                                                                    : "auto";
  const std::string converted = stem + "-" + (converts_alone ? type : "BF16") + ".gguf";
  std::vector<std::string> convert{
      "python3", "convert_hf_to_gguf.py", folder, "--outfile", converted, "--outtype", outtype};
  if (is_without_drafts(answer)) {
    convert.emplace_back("--no-mtp");
  }
  source.launch.commands.push_back({LaunchStep::convert, {}, std::move(convert)});
  source.reference = stem + "-" + type + ".gguf";
  source.launch.disk += bytes_in(answer, answer.format);
  if (!converts_alone) {
    source.launch.commands.push_back(
        {LaunchStep::quantise, {}, {"llama-quantize", converted, source.reference, type}});
    source.launch.disk +=
        bytes_in(answer, model::format_in(model, model::find_precision("bf16"), false));
  }
  source.launch.notes.push_back(
      {MessageId::note_launch_ready_made,
       {{"path", source.reference},
        {"size", size_text(bytes_in(answer, answer.format), ByteUnit::gib)}}});
  return source;
}

WeightsSource hub_source(const EstimateAnswer& answer,
                         std::span<const std::string_view> on_the_fly) {
  const model::Model& model = answer.model;
  const bool is_made = std::find(on_the_fly.begin(), on_the_fly.end(),
                                 answer.format.precision.id) != on_the_fly.end() &&
                       model::is_unquantised(model.native_precision);
  const bool is_usable = is_published_format(answer) || is_made;
  const std::string path = "./" + plain_name(answer) + "-" + answer.format.precision.id;
  if (model.source == ModelSource::gguf && !answer.format.recipe) {
    WeightsSource source;
    source.reference = safe_path(model.argument);
    source.launch.disk = published_bytes(answer);
    return source;
  }
  if (!is_usable) {
    return placeholder(answer, path, MessageId::note_launch_weights);
  }
  if (is_folder_known(model)) {
    WeightsSource source;
    source.reference = safe_path(folder_of(model));
    source.launch.disk = published_bytes(answer);
    return source;
  }
  if (!is_repository(model.repository)) {
    WeightsSource source =
        placeholder(answer, "./" + plain_name(answer), MessageId::note_launch_folder);
    source.launch.download = published_bytes(answer);
    source.launch.disk = source.launch.download;
    return source;
  }
  WeightsSource source;
  source.reference = model.repository;
  source.launch.download = published_bytes(answer);
  source.launch.disk = source.launch.download;
  return source;
}

}  // namespace vramcalc::advise
