#include "model/modules/module_patterns.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "model/recipes/gguf/category.h"

namespace vramcalc::model {
namespace {

constexpr std::string_view expression_prefix = "re:";
constexpr std::string_view expression_characters = "\\^$()|+{}[]";
constexpr std::string_view wildcard_characters = "*?";
// Of all expressions of a list together: some hundred of them.
constexpr std::size_t most_steps = 20'000;

[[noreturn]] void refuse(MessageId message, std::string_view pattern) {
  throw Error(ErrorKind::unsupported, {message, {{"pattern", printable(pattern)}}},
              Text{MessageId::hint_name_precision, {}});
}

bool matches_wildcard(std::string_view pattern, std::string_view text) {
  std::size_t at = 0;
  std::size_t read = 0;
  std::size_t star = std::string_view::npos;  // the last one, and where its text ends so far
  std::size_t star_text = 0;
  while (read < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      star_text = read;
    } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[read])) {
      ++at;
      ++read;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      read = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

// "model.layers.0." and "lm_head.weight" mean the modules.
std::string_view plain_name(std::string_view pattern) {
  constexpr std::string_view weight = ".weight";
  if (pattern.ends_with(weight)) {
    pattern.remove_suffix(weight.size());
  }
  while (pattern.ends_with('.')) {
    pattern.remove_suffix(1);
  }
  return pattern;
}

// "…experts.7.…" as "…experts.0.…"; nothing where no expert but the first is named.
std::string of_first_expert(std::string_view pattern) {
  constexpr std::string_view experts = "experts.";
  const std::size_t found = pattern.find(experts);
  const std::size_t start = found + experts.size();
  if (found == std::string_view::npos) {
    return {};
  }
  const std::size_t end = std::min(pattern.find_first_not_of("0123456789", start), pattern.size());
  const std::string_view number = pattern.substr(start, end - start);
  if (number.empty() || number == "0") {
    return {};
  }
  return std::string{pattern.substr(0, start)} + "0" + std::string{pattern.substr(end)};
}

// A digit names one layer, a "?" a number of digits, an expression anything.
bool tells_layers(std::string_view pattern) {
  return pattern.starts_with(expression_prefix) ||
         pattern.find_first_of("0123456789?") != std::string_view::npos ||
         pattern.find_first_of(expression_characters) != std::string_view::npos;
}

std::vector<std::size_t> same_layers(const std::vector<Layer>& layers) {
  std::vector<std::size_t> same;
  for (const Layer& layer : layers) {
    same.push_back(
        static_cast<std::size_t>(std::find(layers.begin(), layers.end(), layer) - layers.begin()));
  }
  return same;
}

}  // namespace

ModuleMatcher::ModuleMatcher(const ModulePatterns& patterns, const Architecture& architecture)
    : names_(architecture, patterns.patterns),
      tells_layers_(std::any_of(patterns.patterns.begin(), patterns.patterns.end(), tells_layers)),
      same_layer_(same_layers(architecture.layers)) {
  std::size_t steps = 0;
  for (const std::string& pattern : patterns.patterns) {
    std::string_view expression = pattern;
    const bool marked = expression.starts_with(expression_prefix);
    if (marked) {
      expression.remove_prefix(expression_prefix.size());
    }
    if (marked || pattern.find_first_of(expression_characters) != std::string::npos) {
      std::optional<NameRegex> compiled = NameRegex::compile(expression);
      steps += compiled ? compiled->size() : 0;
      if (!compiled || steps > most_steps) {
        refuse(MessageId::error_module_pattern, pattern);
      }
      expressions_.push_back(std::move(*compiled));
    } else if (pattern.find_first_of(wildcard_characters) != std::string::npos) {
      wildcards_.push_back({pattern, pattern.find_first_of(wildcard_characters)});
    } else if (const std::string_view name = plain_name(pattern); !name.empty()) {
      plain_.emplace(name);
      plain_lengths_.resize(std::max(plain_lengths_.size(), name.size() + 1));
      plain_lengths_[name.size()] = true;
    }
  }
  // The experts of a layer are one tensor here: what is said of one must be said of all.
  std::unordered_set<std::string_view> all;
  for (const std::string& pattern : patterns.patterns) {
    all.insert(plain_name(pattern));
  }
  for (const std::string_view pattern : all) {
    const std::string first = of_first_expert(pattern);
    if (!first.empty() && !all.contains(first)) {
      refuse(MessageId::error_single_expert, pattern);
    }
  }
}

bool ModuleMatcher::matches(const Tensor& tensor) const {
  if (plain_.empty() && wildcards_.empty() && expressions_.empty()) {
    return false;
  }
  const std::optional<std::uint64_t> layer =
      tells_layers_ ? std::nullopt : block_number(tensor.name);
  if (!layer || *layer >= same_layer_.size()) {
    return matches_any(tensor);
  }
  std::string key = std::to_string(same_layer_[*layer]);
  key += std::to_string(static_cast<int>(tensor.part));
  key += after_block(tensor.name);
  const auto [known, is_new] = known_.try_emplace(std::move(key), false);
  if (is_new) {
    known->second = matches_any(tensor);
  }
  return known->second;
}

bool ModuleMatcher::matches_any(const Tensor& tensor) const {
  // Both a model and its tower have layers: "layers.0" means the model's.
  const bool tower = tensor.part == TensorPart::vision || tensor.part == TensorPart::audio;
  const std::vector<std::string> names = names_.of(tensor);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return matches_plain(name, tower) || matches_name(name);
  });
}

// Every run of whole parts of the name is looked up.
bool ModuleMatcher::matches_plain(std::string_view name, bool from_start) const {
  if (plain_.empty()) {
    return false;
  }
  std::string run;
  for (std::size_t start = 0; start < name.size();) {
    for (std::size_t end = name.find('.', start);; end = name.find('.', end + 1)) {
      const std::string_view part = name.substr(start, end - start);
      if (part.size() < plain_lengths_.size() && plain_lengths_[part.size()]) {
        run.assign(part);
        if (plain_.contains(run)) {
          return true;
        }
      }
      if (end == std::string_view::npos) {
        break;
      }
    }
    const std::size_t dot = name.find('.', start);
    start = dot == std::string_view::npos || from_start ? name.size() : dot + 1;
  }
  return false;
}

bool ModuleMatcher::matches_name(std::string_view name) const {
  for (const Wildcard& wildcard : wildcards_) {
    if (!name.starts_with(wildcard.beginning())) {
      continue;
    }
    for (std::size_t end = name.find('.');; end = name.find('.', end + 1)) {
      if (matches_wildcard(wildcard.pattern, name.substr(0, end))) {
        return true;
      }
      if (end == std::string_view::npos) {
        break;
      }
    }
  }
  return std::any_of(expressions_.begin(), expressions_.end(),
                     [&](const NameRegex& expression) { return expression.matches(name); });
}

}  // namespace vramcalc::model
