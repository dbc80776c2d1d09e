#include "read/gguf/part.h"

#include <bit>
#include <utility>

#include "read/gguf/error.h"
#include "read/gguf/tensors.h"

namespace vramcalc::read {
namespace {

// GGUF_DEFAULT_ALIGNMENT, https://github.com/ggml-org/llama.cpp ggml/include/gguf.h
constexpr std::uint64_t usual_alignment = 32;

std::uint64_t alignment_of(const GgufPart& part) {
  constexpr std::string_view key = "general.alignment";
  const GgufMetadata& metadata = part.metadata();
  if (!metadata.has(key)) {
    return usual_alignment;
  }
  const auto alignment = metadata.number(key);
  if (!alignment || alignment->type != GgufType::u32) {
    fail_gguf(part.file(), MessageId::gguf_alignment_type,
              {{"type", std::string{metadata.type_text(key)}}});
  }
  if (!std::has_single_bit(alignment->bits)) {
    fail_gguf(part.file(), MessageId::gguf_bad_alignment, {{"value", alignment->bits}});
  }
  return alignment->bits;
}

}  // namespace

GgufPart::GgufPart(FileSource file)
    : file_(std::move(file)),
      cursor_(file_),
      header_(read_gguf_header(cursor_)),
      metadata_(cursor_, header_.metadata_entries) {}

std::optional<GgufSplit> GgufPart::split() const {
  GgufSplit split;
  split.count = metadata_.whole("split.count", most_gguf_parts).value_or(1);
  if (split.count <= 1) {
    return std::nullopt;
  }
  split.number = metadata_.whole("split.no", most_gguf_parts - 1).value_or(0) + 1;
  split.tensors = metadata_.whole("split.tensors.count", most_gguf_tensors);
  return split;
}

std::uint64_t GgufPart::read_tensors(model::Inventory& inventory) {
  return read_gguf_tensors(cursor_, header_.tensors, alignment_of(*this), inventory);
}

}  // namespace vramcalc::read
