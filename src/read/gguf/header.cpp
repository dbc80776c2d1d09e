#include "read/gguf/header.h"

#include "read/gguf/error.h"

namespace vramcalc::read {
namespace {

// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
constexpr std::string_view magic = "GGUF";
constexpr std::uint32_t oldest_version = 2;
constexpr std::uint32_t newest_version = 3;

// The version is a small number, so in the wrong order its low half is 0. llama.cpp tells files of
// the other byte order by the same test: ggml/src/gguf.cpp.
bool is_swapped(std::uint32_t version) {
  return (version & 0xFFFFU) == 0;
}

std::uint32_t read_version(ByteCursor& cursor) {
  cursor.set_big_endian(false);
  const auto version = cursor.number<std::uint32_t>();
  if (!is_swapped(version)) {
    return version;
  }
  cursor.set_big_endian(true);
  return __builtin_bswap32(version);
}

}  // namespace

bool is_gguf(std::string_view first_bytes) {
  return first_bytes.starts_with(magic);
}

GgufHeader read_gguf_header(ByteCursor& cursor) {
  if (cursor.remaining() < magic.size() || !is_gguf(cursor.bytes(magic.size()))) {
    fail_gguf(cursor.file(), MessageId::gguf_no_magic);
  }
  GgufHeader header;
  header.version = read_version(cursor);
  header.big_endian = cursor.is_big_endian();
  if (header.version == 1) {
    fail_gguf(cursor.file(), MessageId::gguf_old_version, {}, MessageId::hint_gguf_old_version);
  }
  if (header.version < oldest_version || header.version > newest_version) {
    fail_gguf(cursor.file(), MessageId::gguf_unknown_version,
              {{"version", std::uint64_t{header.version}}});
  }
  header.tensors = cursor.number<std::uint64_t>();
  header.metadata_entries = cursor.number<std::uint64_t>();
  return header;
}

}  // namespace vramcalc::read
