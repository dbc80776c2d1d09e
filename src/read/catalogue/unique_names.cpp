#include "read/catalogue/unique_names.h"

#include <cstdint>

#include <vramcalc/core/spelling.h>

#include "read/catalogue/values.h"

namespace vramcalc::read {

void UniqueNames::take(const MappingReader& entry, std::span<const std::string_view> list_keys) {
  const Owner owner{std::string{entry.required_id("id")}, entry.place().at.line};
  const auto [taken, is_new] = line_of_id_.emplace(owner.id, owner.line);
  if (!is_new) {
    fail(entry.place_of("id"), MessageId::read_id_taken,
         {{"id", owner.id}, {"line", std::uint64_t{taken->second}}});
  }
  take_name(owner.id, owner, entry.place_of("id").at);
  take_name(entry.required_text("name"), owner, entry.place_of("name").at);
  for (const std::string_view key : list_keys) {
    for (const YamlNode& item : entry.items(key)) {
      take_name(read_text(item, {file_, key}), owner, item.at);
    }
  }
}

void UniqueNames::take_name(std::string_view name, const Owner& owner, Position at) {
  const auto [taken, is_new] = owner_of_name_.emplace(folded_name(name), owner);
  if (!is_new && taken->second.id != owner.id) {
    fail({file_, at}, MessageId::read_name_taken,
         {{"name", printable(name, 60)},
          {"id", taken->second.id},
          {"line", std::uint64_t{taken->second.line}}});
  }
}

}  // namespace vramcalc::read
