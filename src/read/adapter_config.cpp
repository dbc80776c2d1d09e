#include "read/adapter_config.h"

#include <string>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

namespace vramcalc::read {
namespace {

using model::Config;

// A list of modules, or one pattern ("all-linear", a regular expression).
std::vector<std::string> modules_of(const Config& config) {
  const model::ConfigValue* modules = config.find({"target_modules"});
  if (modules == nullptr) {
    return {};
  }
  if (const auto* pattern = modules->get<std::string>()) {
    return {*pattern};
  }
  const std::vector<std::string_view> names = config.texts({"target_modules"});
  return {names.begin(), names.end()};
}

}  // namespace

bool is_adapter_config(const Config& config) {
  return config.has("peft_type");
}

model::Adapter read_adapter_config(const Config& config) {
  model::Adapter adapter;
  adapter.method = config.text({"peft_type"});
  adapter.base_model = config.text({"base_model_name_or_path"});
  if (!config.has("r")) {
    throw Error(ErrorKind::unsupported,
                {MessageId::adapter_without_rank,
                 {{"file", printable(config.file(), 500)}, {"method", printable(adapter.method)}}});
  }
  adapter.rank = config.required_positive({"r"});
  adapter.alpha = config.number({"lora_alpha", "alpha"}).value_or(0);
  adapter.target_modules = modules_of(config);
  return adapter;
}

}  // namespace vramcalc::read
