// The metadata of a GGUF file: read, checked and looked up.
//
// Texts and lists are kept by their beginning; a list of numbers is read again from the file when
// somebody asks for it. So the memory is bounded by the number of entries, whatever their size.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <vramcalc/model/checkpoint.h>

#include "read/byte_cursor.h"
#include "read/gguf/value.h"

namespace vramcalc::read {

class GgufMetadata {
 public:
  /// Files in use have some dozens.
  static constexpr std::uint64_t most_entries = std::uint64_t{1} << 16U;

  /// Reads `count` entries. Throws Error(bad_input). The cursor's file outlives it.
  GgufMetadata(ByteCursor& cursor, std::uint64_t count);

  [[nodiscard]] const std::vector<model::MetadataEntry>& entries() const { return entries_; }
  /// Hands them out, after which nothing can be looked up any more.
  [[nodiscard]] std::vector<model::MetadataEntry> take_entries() { return std::move(entries_); }

  [[nodiscard]] bool has(std::string_view key) const { return find(key).has_value(); }

  /// "u32", "array of string"; empty where the key is absent.
  [[nodiscard]] std::string_view type_text(std::string_view key) const;
  /// The beginning of a text; empty where the key is absent or no text.
  [[nodiscard]] std::string_view text(std::string_view key) const;
  /// Any one number or truth value; nothing where the key is absent or something else.
  [[nodiscard]] std::optional<GgufNumber> number(std::string_view key) const;
  /// A whole number from 0 to `most`, of any width; nothing where the key is absent.
  /// Throws Error(bad_input) for anything else.
  [[nodiscard]] std::optional<std::uint64_t> whole(std::string_view key, std::uint64_t most) const;
  /// Entries of a list; nothing where the key is absent or no list.
  [[nodiscard]] std::optional<std::uint64_t> list_length(std::string_view key) const;

  /// One number for each layer, or one for all of them; truth values count as 0 and 1. Empty where
  /// the key is absent; at most `count` entries of a list. Throws Error(bad_input) where one of
  /// them is no whole number from 0 to `most`.
  struct PerLayer {
    std::vector<std::uint64_t> numbers;
    bool is_list = false;
    [[nodiscard]] bool empty() const { return numbers.empty(); }
    /// 0 beyond the end of a list.
    [[nodiscard]] std::uint64_t operator[](std::size_t layer) const;
  };
  [[nodiscard]] PerLayer per_layer(std::string_view key, std::size_t count,
                                   std::uint64_t most) const;

 private:
  // Of a list, `type` is the type of its entries and `position` where the first one stands.
  struct Value {
    GgufType type{};
    bool is_list = false;
    GgufNumber number;
    std::uint64_t position = 0;
  };

  void read_entry(ByteCursor& cursor, std::uint64_t number);
  [[nodiscard]] std::optional<std::size_t> find(std::string_view key) const;
  [[nodiscard]] std::uint64_t checked(const GgufNumber& number, std::string_view key,
                                      std::uint64_t most) const;
  [[noreturn]] void fail_not_whole(std::string_view key, std::string value,
                                   std::uint64_t most) const;

  const FileSource* file_;
  bool big_endian_;
  std::vector<model::MetadataEntry> entries_;
  std::vector<Value> values_;  // of the entry at the same place
};

}  // namespace vramcalc::read
