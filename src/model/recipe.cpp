#include <vramcalc/model/recipe.h>

#include <algorithm>
#include <type_traits>

#include "model/modules/module_patterns.h"
#include "model/recipes/gguf/gguf_recipe.h"
#include "model/recipes/scheme.h"

namespace vramcalc::model {
namespace {

StoredTensor quantised(const Tensor& tensor, const StoredLayer& layer) {
  return {&tensor, layer.format, layer.bytes, layer.scale_elements};
}

// `stored_tensor(tensor)` for every tensor, in order.
template <typename Store>
StoredModel store_each(const Inventory& inventory, Store stored_tensor) {
  StoredModel model;
  model.tensors.reserve(inventory.tensors().size());
  for (const Tensor& tensor : inventory.tensors()) {
    model.tensors.push_back(stored_tensor(tensor));
  }
  return model;
}

template <typename Scheme>
StoredModel store_layers(const Inventory& inventory, const Architecture& architecture,
                         const Scheme& scheme) {
  const ModuleMatcher left_alone{scheme.left_alone, architecture};
  return store_each(inventory, [&](const Tensor& tensor) {
    if (!quantises(scheme, tensor) || left_alone.matches(tensor)) {
      return stored_plain(tensor, scheme.rest);
    }
    return quantised(tensor, stored_layer(scheme, linear_layer(tensor)));
  });
}

// A group that names modules has them whatever they are, a group that names none what its scheme
// takes by itself.
bool belongs_to(const MixedRecipe::Group& group, const ModuleMatcher& targets,
                const Tensor& tensor) {
  if (group.targets.patterns.empty()) {
    return std::visit([&](const auto& scheme) { return quantises(scheme, tensor); }, group.scheme);
  }
  return targets.matches(tensor);
}

StoredModel store_mixed(const Inventory& inventory, const Architecture& architecture,
                        const MixedRecipe& recipe) {
  const ModuleMatcher left_alone{recipe.left_alone, architecture};
  std::vector<ModuleMatcher> targets;
  targets.reserve(recipe.groups.size());
  for (const MixedRecipe::Group& group : recipe.groups) {
    targets.emplace_back(group.targets, architecture);
  }
  return store_each(inventory, [&](const Tensor& tensor) {
    if (role_of(tensor) == TensorRole::other || left_alone.matches(tensor)) {
      return stored_plain(tensor, recipe.rest);
    }
    for (std::size_t i = 0; i < recipe.groups.size(); ++i) {
      if (belongs_to(recipe.groups[i], targets[i], tensor)) {
        return quantised(tensor, std::visit(
                                     [&](const auto& scheme) {
                                       return stored_layer(scheme, linear_layer(tensor));
                                     },
                                     recipe.groups[i].scheme));
      }
    }
    return stored_plain(tensor, recipe.rest);
  });
}

struct TextOf {
  std::string operator()(const GgufRecipe& recipe) const {
    return "GGUF " + recipe.file_type + (recipe.imatrix ? " with an importance matrix" : "");
  }
  std::string operator()(const MixedRecipe& recipe) const {
    std::string text;
    for (const MixedRecipe::Group& group : recipe.groups) {
      const std::string scheme =
          std::visit([](const auto& one) { return text_of(one); }, group.scheme);
      if (text.find(scheme) == std::string::npos) {
        text += (text.empty() ? "" : "; ") + scheme;
      }
    }
    return text;
  }
  template <typename Other>
  std::string operator()(const Other& recipe) const {
    return text_of(recipe);
  }
};

}  // namespace

Bytes StoredModel::bytes(TensorPart part) const {
  Bytes sum;
  for (const StoredTensor& stored : tensors) {
    if (stored.tensor->part == part) {
      sum += stored.bytes;
    }
  }
  return sum;
}

Bytes StoredModel::language_bytes() const {
  return bytes(TensorPart::language) + bytes(TensorPart::scale) + bytes(TensorPart::generated);
}

Bytes StoredModel::total_bytes() const {
  Bytes sum;
  for (const StoredTensor& stored : tensors) {
    sum += stored.bytes;
  }
  return sum;
}

std::uint64_t StoredModel::scale_elements(TensorPart part) const {
  Bytes sum;  // for its checked addition
  for (const StoredTensor& stored : tensors) {
    if (stored.tensor->part == part) {
      sum += Bytes{stored.scale_elements};
    }
  }
  return sum.count();
}

StoredModel store_as_is(const Inventory& inventory) {
  return store_each(inventory, [](const Tensor& tensor) {
    const bool scale = tensor.part == TensorPart::scale;
    return StoredTensor{&tensor, facts_of(tensor.type).name, bytes_of(tensor),
                        scale ? tensor.shape.elements() : 0};
  });
}

StoredModel store(const Inventory& inventory, const Architecture& architecture,
                  const Recipe& recipe) {
  return std::visit(
      [&](const auto& one) {
        using Kind = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<Kind, PlainRecipe>) {
          return store_each(inventory,
                            [&](const Tensor& tensor) { return stored_plain(tensor, one.type); });
        } else if constexpr (std::is_same_v<Kind, GgufRecipe>) {
          return store_as_gguf(inventory, architecture, one);
        } else if constexpr (std::is_same_v<Kind, ExllamaRecipe>) {
          return store_each(inventory,
                            [&](const Tensor& tensor) { return stored_exllama(tensor, one); });
        } else if constexpr (std::is_same_v<Kind, MixedRecipe>) {
          return store_mixed(inventory, architecture, one);
        } else {
          return store_layers(inventory, architecture, one);
        }
      },
      recipe);
}

std::string recipe_text(const Recipe& recipe) {
  return std::visit(TextOf{}, recipe);
}

}  // namespace vramcalc::model
