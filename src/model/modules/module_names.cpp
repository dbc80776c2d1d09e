#include "model/modules/module_names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <variant>

#include "model/modules/module_name_tables.h"

namespace vramcalc::model {
namespace {

// Modules of single tools, whose names would pass for others': ".*mlp.gate_proj" means no expert.
constexpr std::array<std::string_view, 2> rare_words{"switch_mlp", "shared_mlp"};

template <std::size_t count>
std::string_view names_in(const std::array<ModuleRow, count>& rows, std::string_view gguf) {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const ModuleRow& row) { return row.gguf == gguf; });
  return found == rows.end() ? std::string_view{} : found->names;
}

template <typename Use>
void each_word(std::string_view words, Use use) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    use(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

struct LayerName {
  std::size_t layer;
  std::string_view rest;
};

// "blk.3.attn_q" behind an optional "v." or "a.".
std::optional<LayerName> split_layer(std::string_view name) {
  constexpr std::string_view block = "blk.";
  const std::size_t found = name.starts_with(block) ? 0 : name.find(".blk.");
  if (found == std::string_view::npos) {
    return std::nullopt;
  }
  name.remove_prefix(found + block.size() + (found == 0 ? 0 : 1));
  std::size_t layer = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), layer);
  const auto digits = static_cast<std::size_t>(end - name.data());
  if (error != std::errc{} || digits + 1 >= name.size() || name[digits] != '.') {
    return std::nullopt;
  }
  return LayerName{layer, name.substr(digits + 1)};
}

bool uses(const std::vector<std::string>& vocabulary, std::string_view word) {
  return std::any_of(vocabulary.begin(), vocabulary.end(),
                     [&](const std::string& text) { return text.find(word) != std::string::npos; });
}

std::vector<std::string_view> used_prefixes(std::span<const ModulePrefix> prefixes,
                                            const std::vector<std::string>& vocabulary) {
  std::vector<std::string_view> used;
  for (const ModulePrefix& prefix : prefixes) {
    if (uses(vocabulary, prefix.word)) {
      used.push_back(prefix.text);
    }
  }
  return used;
}

bool has_delta_net(const Architecture& architecture, std::size_t layer) {
  if (layer >= architecture.layers.size()) {
    return false;
  }
  const auto* recurrent = std::get_if<Recurrent>(&architecture.layers[layer].mixer);
  return recurrent != nullptr && recurrent->kind == RecurrentKind::gated_delta_net;
}

std::vector<std::string> of_tower(std::string_view name,
                                  const std::vector<std::string_view>& prefixes, TensorPart part) {
  std::vector<std::string> names;
  if (part == TensorPart::audio) {
    names = {"audio_tower." + std::string{name}, "model.audio_tower." + std::string{name},
             "thinker.audio_tower." + std::string{name}};
    return names;
  }
  const std::optional<LayerName> layer = split_layer(name);
  if (!layer) {
    const std::string_view found = names_in(projector_modules, name);
    each_word(found.empty() ? name : found, [&](std::string_view module) {
      if (name.starts_with("mm.")) {
        for (const std::string_view projector : projectors) {
          names.push_back(std::string{projector} + "." + std::string{module});
        }
      }
      for (const std::string_view prefix : prefixes) {
        names.push_back(std::string{prefix} + "." + std::string{module});
      }
    });
    return names;
  }
  std::string_view modules = names_in(tower_modules, layer->rest);
  if (modules.empty()) {
    modules = layer->rest;
  }
  for (const std::string_view prefix : prefixes) {
    for (const std::string_view layers : vision_layers) {
      each_word(modules, [&](std::string_view module) {
        names.push_back(std::string{prefix} + std::string{layers} + std::to_string(layer->layer) +
                        "." + std::string{module});
      });
    }
  }
  return names;
}

}  // namespace

ModuleNames::ModuleNames(const Architecture& architecture,
                         const std::vector<std::string>& vocabulary)
    : architecture_(&architecture),
      layer_prefixes_(used_prefixes(layer_prefixes, vocabulary)),
      vision_prefixes_(used_prefixes(vision_prefixes, vocabulary)) {
  for (const std::string_view word : rare_words) {
    if (!uses(vocabulary, word)) {
      unused_words_.push_back(word);
    }
  }
}

std::vector<std::string> ModuleNames::of_layer(std::size_t layer, std::string_view rest,
                                               TensorPart part) const {
  std::string_view modules;
  if (has_delta_net(*architecture_, layer)) {
    modules = names_in(delta_net_modules, rest);
  }
  if (architecture_->gguf_name == "gemma4") {
    modules = names_in(gemma4_modules, rest);
  }
  for (const std::string_view found :
       {names_in(attention_modules, rest), names_in(other_modules, rest)}) {
    modules = modules.empty() ? found : modules;
  }
  if (modules.empty()) {
    modules = rest;
  }
  std::vector<std::string> names;
  each_word(modules, [&](std::string_view module) {
    if (std::any_of(unused_words_.begin(), unused_words_.end(), [&](std::string_view word) {
          return module.find(word) != std::string_view::npos;
        })) {
      return;
    }
    const std::string end = "." + std::string{module};
    for (const std::string_view prefix : layer_prefixes_) {
      names.push_back(std::string{prefix} + std::to_string(layer) + end);
    }
    if (part == TensorPart::mtp) {
      // Draft layers go on counting after the model's, or have a count of their own.
      const std::size_t count = architecture_->layers.size();
      const std::string draft = std::to_string(layer >= count ? layer - count : layer);
      names.push_back("mtp.layers." + draft + end);
      names.push_back("mtp." + draft + end);
      names.push_back("model.mtp.layers." + draft + end);
    }
  });
  return names;
}

std::vector<std::string> ModuleNames::of(const Tensor& tensor) const {
  constexpr std::string_view weight = ".weight";
  std::string_view name = tensor.name;
  if (name.ends_with(weight)) {
    name.remove_suffix(weight.size());
  }
  if (tensor.part == TensorPart::vision || tensor.part == TensorPart::audio) {
    return of_tower(name, vision_prefixes_, tensor.part);
  }
  if (const std::optional<LayerName> layer = split_layer(name)) {
    return of_layer(layer->layer, layer->rest, tensor.part);
  }
  std::vector<std::string> names{std::string{name}};
  each_word(names_in(whole_model_modules, name),
            [&](std::string_view module) { names.emplace_back(module); });
  if (tensor.part == TensorPart::mtp) {
    names.push_back("mtp." + std::string{name});
  }
  return names;
}

}  // namespace vramcalc::model
