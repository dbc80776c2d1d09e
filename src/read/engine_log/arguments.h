// Arguments of a Python call or dictionary as its repr prints them, which is how servers written in
// Python log their settings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vramcalc::read {

struct Argument {
  std::string_view key;
  std::string_view value;  // without its quotes
};

/// What stands between the brackets that `text` begins inside of: "model='a', tp=2)" and
/// "'model': 'a', 'tp': 2}" alike. Arguments of inner brackets stay part of their value.
[[nodiscard]] std::vector<Argument> arguments_of(std::string_view text);

/// A whole number and nothing else, from 1 to `most`.
[[nodiscard]] std::optional<std::uint64_t> whole_of(std::string_view value, std::uint64_t most);

/// The number that the text begins with, above 0 and at most 1.
[[nodiscard]] std::optional<double> leading_share(std::string_view text);

/// True and False.
[[nodiscard]] std::optional<bool> truth_of(std::string_view value);

/// A word as it may be kept, "torch.bfloat16" as "bfloat16"; empty for None.
[[nodiscard]] std::string word_of(std::string_view value);

/// A model as people call it: the id of a hub stays, of a path its last component, and of a hub's
/// cache (".../models--org--name/snapshots/...") the id.
[[nodiscard]] std::string model_name(std::string_view path);

/// Sets the field where the value says something, and it either is the last word or the first.
template <typename T>
void fill(std::optional<T>& field, const std::optional<T>& value, bool is_last_word) {
  if (value && (is_last_word || !field)) {
    field = value;
  }
}
inline void fill(std::string& field, std::string value, bool is_last_word) {
  if (!value.empty() && (is_last_word || field.empty())) {
    field = std::move(value);
  }
}

}  // namespace vramcalc::read
