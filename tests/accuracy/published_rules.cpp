#include "accuracy/published_rules.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "model/recipes/gguf/gguf_recipe.h"

namespace vramcalc::accuracy {
namespace {

// "deepseek2 671B" and 672.05 B: a fork stores the latent attention's matrices twice. "qwen2 ?B"
// and 3.40 B: a head beside the embedding that the model is tied to.
bool has_other_parameters(const Row& row) {
  const std::string printed = row.value("parameters", "");  // "8.03 B"
  if (printed.empty()) {
    return false;
  }
  const std::string number = printed.substr(0, printed.find(' '));
  const auto counted = static_cast<double>(reference_model(row.at("reference")).parameters());
  return decimal_text(counted / 1e9, decimals_of(number)) != number;
}

// "model-Q4_K_M-00001-of-00009" without its shard: llama.cpp's split_path.
std::string_view without_shard(std::string_view name) {
  constexpr std::string_view shape = "-00001-of-00009";
  if (name.size() < shape.size()) {
    return name;
  }
  const std::string_view ending = name.substr(name.size() - shape.size());
  const bool is_shard = std::equal(ending.begin(), ending.end(), shape.begin(), [](char a, char b) {
    return std::isdigit(static_cast<unsigned char>(b)) != 0
               ? std::isdigit(static_cast<unsigned char>(a)) != 0
               : a == b;
  });
  return is_shard ? name.substr(0, name.size() - shape.size()) : name;
}

// A plain file is called MODEL-TYPE or MODEL.TYPE. A mixture keeps in its metadata the type of the
// recipe that it began with, and its name says what it is: "UD-Q4_K_XL", "mix-IQ3_K".
bool has_plain_name(std::string_view file, const std::string& file_type) {
  const std::string_view name = without_shard(file);
  const bool says_mixture =
      name.find("-UD-") != std::string_view::npos || name.find("-mix-") != std::string_view::npos;
  return !says_mixture && (name.ends_with("-" + file_type) || name.ends_with("." + file_type));
}

}  // namespace

std::string_view rule_text(Exclusion exclusion) {
  switch (exclusion) {
    case Exclusion::none:
      return "compared";
    case Exclusion::no_size:
      return "prints no size: bits per weight of the k-quants of 2023, whose mixtures have changed";
    case Exclusion::foreign_type:
      return "the type is a fork's or a publisher's own, not one of llama-quantize";
    case Exclusion::unknown_unit:
      return "prints a size without saying GB or GiB";
    case Exclusion::requirement:
      return "states what a model requires, not the size of a file";
    case Exclusion::no_config:
      return "no config of that model is at hand";
    case Exclusion::other_parameters:
      return "the file holds more parameters than the model: tensors that a fork or a publisher "
             "adds";
    case Exclusion::no_file_name:
      return "names no file: a mixture of somebody's own would be labelled alike";
    case Exclusion::custom_file_name:
      return "the file's name does not end with that type, or says that it is a mixture";
  }
  return "";
}

std::optional<std::string> file_type_of(const std::string& label) {
  const std::size_t dash = label.find(" - ");
  std::string type = label.substr(0, dash);
  const std::string remark = dash == std::string::npos ? "" : label.substr(dash + 3);
  // llama_model_ftype_name, https://github.com/ggml-org/llama.cpp src/llama-model-loader.cpp
  if (type == "IQ3_S mix") {
    type = "IQ3_M";
  } else if (remark == "Small") {
    type += "_S";
  } else if (remark == "Large") {
    type += "_L";
  } else if (remark == "Medium" && type != "Q2_K") {
    type += "_M";
  }
  return model::is_gguf_file_type(type) ? std::optional{type} : std::nullopt;
}

std::optional<PrintedSize> printed_size(const std::string& text) {
  const std::size_t space = text.find(' ');
  const std::string unit = space == std::string::npos ? "" : text.substr(space + 1);
  if (unit == "GiB" || unit == "GB") {
    return PrintedSize{text.substr(0, space), unit == "GB" ? ByteUnit::gb : ByteUnit::gib};
  }
  return std::nullopt;
}

int decimals_of(const std::string& number) {
  const std::size_t point = number.find('.');
  return point == std::string::npos ? 0 : static_cast<int>(number.size() - point - 1);
}

Exclusion exclusion_of(const Row& row) {
  const std::string size = row.value("size", "");
  const std::string printed_by = row.at("printed_by").get<std::string>();
  const std::string file = row.value("file", "");
  const auto file_type = file_type_of(row.at("type"));
  if (size.empty()) {
    return Exclusion::no_size;
  }
  if (!file_type) {
    return Exclusion::foreign_type;
  }
  if (!printed_size(size)) {
    return Exclusion::unknown_unit;
  }
  if (printed_by == "a table of requirements") {
    return Exclusion::requirement;
  }
  if (!row.contains("reference")) {
    return Exclusion::no_config;
  }
  if (has_other_parameters(row)) {
    return Exclusion::other_parameters;
  }
  if (printed_by == "a table of llama-quantize") {
    return Exclusion::none;
  }
  if (file.empty()) {
    return Exclusion::no_file_name;
  }
  return has_plain_name(file, *file_type) ? Exclusion::none : Exclusion::custom_file_name;
}

}  // namespace vramcalc::accuracy
