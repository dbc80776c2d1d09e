#include "read/gguf/metadata.h"

#include <algorithm>
#include <utility>

#include "read/duplicates.h"
#include "read/gguf/error.h"

namespace vramcalc::read {
namespace {

// "at most 2^16-1 bytes long", https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
constexpr std::uint64_t longest_key = 65535;
// GGUF_MAX_STRING_LENGTH and GGUF_MAX_ARRAY_ELEMENTS,
// https://github.com/ggml-org/llama.cpp ggml/src/gguf.cpp
constexpr std::uint64_t longest_text = std::uint64_t{1} << 30U;
constexpr std::uint64_t longest_list = std::uint64_t{1} << 30U;

// A key's length, one letter, a type and one byte.
constexpr std::uint64_t least_entry = 8 + 1 + 4 + 1;

constexpr std::size_t bytes_kept = 200;
constexpr std::size_t bytes_kept_of_list_entry = 40;

// The beginning of a text, not cut inside a character.
std::string_view beginning(std::string_view text, std::size_t most) {
  constexpr std::size_t longest_character = 4;
  std::size_t end = std::min(text.size(), most);
  const auto inside_character = [&] {
    return end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U;
  };
  for (std::size_t i = 1; i < longest_character && end > 0 && inside_character(); ++i) {
    --end;
  }
  return text.substr(0, end);
}

std::uint64_t read_length(ByteCursor& cursor, std::string_view key) {
  const auto length = cursor.number<std::uint64_t>();
  if (length > longest_text) {
    fail_gguf(cursor.file(), MessageId::gguf_long_text,
              {{"key", shown(key)}, {"count", length}, {"most", longest_text}});
  }
  return length;
}

struct KeptText {
  std::uint64_t length;
  std::string beginning;
};

// Reads over a text and keeps at most so much of it.
KeptText read_text(ByteCursor& cursor, std::string_view key, std::size_t most) {
  const std::uint64_t length = read_length(cursor, key);
  cursor.require(length);
  const std::size_t looked_at = std::min<std::uint64_t>(length, most + 1);
  std::string kept{beginning(cursor.bytes(looked_at), most)};
  cursor.skip(length - looked_at);
  return {length, std::move(kept)};
}

GgufType read_type(ByteCursor& cursor, std::string_view key) {
  const auto type = cursor.number<std::uint32_t>();
  if (type >= gguf_type_count) {
    fail_gguf(cursor.file(), MessageId::gguf_bad_type,
              {{"key", shown(key)}, {"type", std::uint64_t{type}}});
  }
  return static_cast<GgufType>(type);
}

std::string read_key(ByteCursor& cursor, std::uint64_t number) {
  const auto length = cursor.number<std::uint64_t>();
  if (length == 0) {
    fail_gguf(cursor.file(), MessageId::gguf_empty_key, {{"number", number}});
  }
  if (length > longest_key) {
    fail_gguf(cursor.file(), MessageId::gguf_long_key,
              {{"number", number}, {"count", length}, {"most", longest_key}});
  }
  return std::string{cursor.bytes(length)};
}

// "[1, 2, 3]", "[1, 2, ...]"; the cursor moves behind the list.
std::string read_list(ByteCursor& cursor, GgufType type, std::uint64_t count,
                      std::string_view key) {
  std::string kept = "[";
  std::uint64_t read = 0;
  while (read < count && kept.size() < bytes_kept) {
    kept += read == 0 ? "" : ", ";
    if (type == GgufType::text) {
      kept += '"' + read_text(cursor, key, bytes_kept_of_list_entry).beginning + '"';
    } else {
      kept += text_of(read_number(cursor, type));
    }
    ++read;
  }
  kept += read < count ? ", ...]" : "]";
  if (type != GgufType::text) {
    cursor.skip((count - read) * size_of(type));
    return kept;
  }
  for (; read < count; ++read) {
    cursor.skip(read_length(cursor, key));
  }
  return kept;
}

}  // namespace

GgufMetadata::GgufMetadata(ByteCursor& cursor, std::uint64_t count)
    : file_(&cursor.file()), big_endian_(cursor.is_big_endian()) {
  if (count > most_entries) {
    fail_gguf(*file_, MessageId::gguf_too_many_entries, {{"count", count}, {"most", most_entries}});
  }
  cursor.require(count * least_entry);
  entries_.reserve(count);
  values_.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    read_entry(cursor, i + 1);
  }
  std::vector<std::string_view> keys;
  keys.reserve(count);
  for (const model::MetadataEntry& entry : entries_) {
    keys.emplace_back(entry.key);
  }
  if (const auto twice = find_duplicate(keys)) {
    fail_gguf(*file_, MessageId::gguf_duplicate_key, {{"key", shown(*twice)}});
  }
}

void GgufMetadata::read_entry(ByteCursor& cursor, std::uint64_t number) {
  model::MetadataEntry& entry = entries_.emplace_back();
  Value& value = values_.emplace_back();
  entry.key = read_key(cursor, number);
  value.type = read_type(cursor, entry.key);
  if (value.type == GgufType::text) {
    KeptText text = read_text(cursor, entry.key, bytes_kept);
    entry.type = name_of(value.type);
    entry.value = std::move(text.beginning);
    entry.length = text.length;
    return;
  }
  if (value.type != GgufType::array) {
    value.number = read_number(cursor, value.type);
    entry.type = name_of(value.type);
    entry.value = text_of(value.number);
    return;
  }
  value.is_list = true;
  value.type = read_type(cursor, entry.key);
  if (value.type == GgufType::array) {
    fail_gguf(*file_, MessageId::gguf_nested_array, {{"key", shown(entry.key)}});
  }
  entry.type = "array of " + std::string{name_of(value.type)};
  entry.length = cursor.number<std::uint64_t>();
  if (entry.length > longest_list) {
    fail_gguf(*file_, MessageId::gguf_long_array,
              {{"key", shown(entry.key)}, {"count", entry.length}, {"most", longest_list}});
  }
  cursor.require(entry.length * least_size_of(value.type));
  value.position = cursor.position();
  entry.value = read_list(cursor, value.type, entry.length, entry.key);
}

std::optional<std::size_t> GgufMetadata::find(std::string_view key) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const auto& entry) { return entry.key == key; });
  return found == entries_.end()
             ? std::nullopt
             : std::optional{static_cast<std::size_t>(found - entries_.begin())};
}

std::string_view GgufMetadata::type_text(std::string_view key) const {
  const auto at = find(key);
  return at ? std::string_view{entries_[*at].type} : std::string_view{};
}

std::string_view GgufMetadata::text(std::string_view key) const {
  const auto at = find(key);
  const bool is_text = at && values_[*at].type == GgufType::text && !values_[*at].is_list;
  return is_text ? std::string_view{entries_[*at].value} : std::string_view{};
}

std::optional<GgufNumber> GgufMetadata::number(std::string_view key) const {
  const auto at = find(key);
  const bool is_number = at && values_[*at].type != GgufType::text && !values_[*at].is_list;
  return is_number ? std::optional{values_[*at].number} : std::nullopt;
}

std::optional<std::uint64_t> GgufMetadata::list_length(std::string_view key) const {
  const auto at = find(key);
  return at && values_[*at].is_list ? std::optional{entries_[*at].length} : std::nullopt;
}

void GgufMetadata::fail_not_whole(std::string_view key, std::string value,
                                  std::uint64_t most) const {
  fail_gguf(*file_, MessageId::gguf_not_whole,
            {{"key", shown(key)}, {"high", most}, {"value", std::move(value)}});
}

std::uint64_t GgufMetadata::checked(const GgufNumber& number, std::string_view key,
                                    std::uint64_t most) const {
  const bool counts = is_whole(number.type) && !number.is_negative();
  if (!counts || number.bits > most) {
    fail_not_whole(key, text_of(number), most);
  }
  return number.bits;
}

std::optional<std::uint64_t> GgufMetadata::whole(std::string_view key, std::uint64_t most) const {
  const auto at = find(key);
  if (!at) {
    return std::nullopt;
  }
  const Value& value = values_[*at];
  if (value.is_list || value.type == GgufType::text) {
    fail_not_whole(key, shown(entries_[*at].value), most);
  }
  return checked(value.number, key, most);
}

GgufMetadata::PerLayer GgufMetadata::per_layer(std::string_view key, std::size_t count,
                                               std::uint64_t most) const {
  const auto at = find(key);
  if (!at) {
    return {};
  }
  const Value& value = values_[*at];
  if (!value.is_list) {
    return {{whole(key, most).value_or(0)}, false};
  }
  if (value.type == GgufType::text) {
    fail_not_whole(key, shown(entries_[*at].value), most);
  }
  PerLayer found{{}, true};
  ByteCursor cursor{*file_, value.position};
  cursor.set_big_endian(big_endian_);
  const std::uint64_t wanted = std::min<std::uint64_t>(entries_[*at].length, count);
  for (std::uint64_t i = 0; i < wanted; ++i) {
    const GgufNumber number = read_number(cursor, value.type);
    const bool is_truth = value.type == GgufType::boolean;
    found.numbers.push_back(is_truth ? number.bits : checked(number, key, most));
  }
  return found;
}

std::uint64_t GgufMetadata::PerLayer::operator[](std::size_t layer) const {
  const std::size_t place = is_list ? layer : 0;
  return place < numbers.size() ? numbers[place] : 0;
}

}  // namespace vramcalc::read
