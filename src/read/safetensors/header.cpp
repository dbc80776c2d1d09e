#include "read/safetensors/header.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "read/safetensors/entries.h"
#include "read/safetensors/extents.h"

namespace vramcalc::read {
namespace {

constexpr std::uint64_t length_bytes = 8;
constexpr std::uint64_t counting_block = 64 * 1024;
constexpr std::uint64_t no_length = ~std::uint64_t{0};

// What stands in a repository instead of a large file that was not fetched.
// https://github.com/git-lfs/git-lfs docs/spec.md
constexpr std::string_view lfs_pointer = "version https://git-lfs.github.com/spec/";

[[noreturn]] void refuse(const FileSource& source, MessageId message, Fields fields = {},
                         std::optional<Text> hint = std::nullopt) {
  fields.emplace_back("file", source.name());
  throw Error(ErrorKind::bad_input, Text{message, std::move(fields)}, std::move(hint));
}

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return value;
}

// The first bytes of a file: the length and the beginning of the text.
struct Beginning {
  std::array<char, 64> bytes{};
  std::size_t count = 0;

  explicit Beginning(const FileSource& source) : count(source.read(0, bytes)) {}

  [[nodiscard]] std::string_view text() const { return {bytes.data(), count}; }
  [[nodiscard]] std::uint64_t length() const {
    return count < length_bytes ? no_length : little_endian(text().substr(0, length_bytes));
  }
  [[nodiscard]] bool has_brace() const {
    return count > length_bytes && bytes[length_bytes] == '{';
  }
};

}  // namespace

bool looks_like_safetensors(const FileSource& source) {
  const Beginning beginning{source};
  return beginning.has_brace() && beginning.length() <= largest_safetensors_header;
}

std::uint64_t safetensors_header_length(const FileSource& source) {
  const Beginning beginning{source};
  if (beginning.text().starts_with(lfs_pointer)) {
    refuse(source, MessageId::safetensors_lfs_pointer, {}, Text{MessageId::hint_lfs_pull, {}});
  }
  if (beginning.count < length_bytes) {
    refuse(source, MessageId::safetensors_too_short, {{"count", source.size()}});
  }
  const std::uint64_t length = beginning.length();
  if (length > largest_safetensors_header) {
    refuse(source, MessageId::safetensors_header_too_large,
           {{"count", length}, {"most", largest_safetensors_header}});
  }
  if (length > source.size() - length_bytes) {
    refuse(source, MessageId::safetensors_header_cut,
           {{"count", length}, {"left", source.size() - length_bytes}});
  }
  if (!beginning.has_brace() || length == 0) {
    refuse(source, MessageId::safetensors_no_brace);
  }
  return length;
}

std::size_t count_safetensors_entries(const FileSource& source) {
  const std::uint64_t length = safetensors_header_length(source);
  std::vector<char> block(static_cast<std::size_t>(std::min(length, counting_block)));
  std::uint64_t count = 0;
  bool in_text = false;
  bool escaped = false;
  for (std::uint64_t done = 0; done < length;) {
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), length - done));
    const std::size_t got = source.read(length_bytes + done, {block.data(), wanted});
    if (got == 0) {
      break;  // somebody shortened the file; reading it says so
    }
    done += got;
    for (const char c : std::string_view{block.data(), got}) {
      if (in_text) {
        in_text = escaped || c != '"';
        escaped = !escaped && c == '\\';
      } else {
        in_text = c == '"';
        count += c == '{' ? 1U : 0U;
      }
    }
  }
  return static_cast<std::size_t>(std::min<std::uint64_t>(
      {count, length / shortest_safetensors_entry.size() + 1, most_safetensors_tensors}));
}

SafetensorsHeader read_safetensors_header(const FileSource& source, std::size_t entries,
                                          model::Inventory& inventory) {
  const std::uint64_t length = safetensors_header_length(source);
  SafetensorsHeader header;
  header.header_bytes = Bytes{length_bytes + length};
  header.file_bytes = Bytes{source.size()};
  const std::size_t first = inventory.tensors().size();
  const std::vector<Extent> extents = read_safetensors_entries(
      JsonText{source, length_bytes, length}, entries, inventory, header.metadata);
  check_extents(source, inventory.tensors().subspan(first), extents,
                source.size() - length_bytes - length);
  return header;
}

}  // namespace vramcalc::read
