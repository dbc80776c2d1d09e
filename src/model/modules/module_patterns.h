// Matches the module patterns of a quantisation config against tensors.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <vramcalc/model/architecture.h>
#include <vramcalc/model/recipe.h>
#include <vramcalc/model/tensor.h>

#include "model/modules/module_names.h"
#include "model/modules/name_regex.h"

namespace vramcalc::model {

/// Not for several threads at once. A pattern is one of
///   "re:…", or with characters that only regular expressions use: matched from the beginning,
///   "model.layers.*.self_attn", with * or ?: matched against the module or one that it lies in,
///   "lm_head", "mlp.gate", "model.layers.0": whole parts of the name, wherever they stand; a
///   tower's must say which tower it is.
class ModuleMatcher {
 public:
  /// Throws Error(unsupported) for a pattern that is not understood. The architecture outlives it.
  ModuleMatcher(const ModulePatterns& patterns, const Architecture& architecture);

  [[nodiscard]] bool matches(const Tensor& tensor) const;

 private:
  [[nodiscard]] bool matches_any(const Tensor& tensor) const;
  [[nodiscard]] bool matches_plain(std::string_view name, bool from_start) const;
  [[nodiscard]] bool matches_name(std::string_view name) const;

  ModuleNames names_;
  std::unordered_set<std::string> plain_;
  std::vector<bool> plain_lengths_;  // by characters: whether a plain pattern is that long
  struct Wildcard {
    std::string pattern;
    [[nodiscard]] std::string_view beginning() const {
      return std::string_view{pattern}.substr(0, literal);
    }
    std::size_t literal = 0;  // characters before the first wildcard
  };

  std::vector<Wildcard> wildcards_;
  std::vector<NameRegex> expressions_;

  // Where no pattern tells layers apart, what is said of a tensor of one layer is said of the same
  // of all layers that do the same.
  bool tells_layers_ = false;
  std::vector<std::size_t> same_layer_;  // of each layer, the first that does the same
  mutable std::unordered_map<std::string, bool> known_;
};

}  // namespace vramcalc::model
