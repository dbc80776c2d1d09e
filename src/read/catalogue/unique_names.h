// No two entries may answer to one name.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "read/catalogue/fields.h"

namespace vramcalc::read {

class UniqueNames {
 public:
  explicit UniqueNames(std::string_view file) : file_(file) {}

  /// Takes the entry's `id`, `name` and the list keys named, as folded_name() compares them. An
  /// entry may say its own name twice; a name of another entry is refused.
  void take(const MappingReader& entry, std::span<const std::string_view> list_keys);

 private:
  struct Owner {
    std::string id;
    std::size_t line = 0;
  };

  void take_name(std::string_view name, const Owner& owner, Position at);

  std::string_view file_;
  std::unordered_map<std::string, std::size_t> line_of_id_;
  std::unordered_map<std::string, Owner> owner_of_name_;
};

}  // namespace vramcalc::read
