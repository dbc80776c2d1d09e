#include "read/safetensors/extents.h"

#include <string>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "read/order.h"

namespace vramcalc::read {
namespace {

[[noreturn]] void refuse(const FileSource& source, MessageId message, Fields fields) {
  fields.emplace_back("file", source.name());
  throw Error(ErrorKind::bad_input, Text{message, std::move(fields)});
}

}  // namespace

void check_extents(const FileSource& source, std::span<const model::Tensor> tensors,
                   std::span<const Extent> extents, std::uint64_t data_bytes) {
  const auto extent_of = [&](std::uint32_t i) { return extents[i]; };
  std::uint64_t end = 0;
  for (const std::uint32_t i : order_of(extents.size(), extent_of)) {
    if (extents[i].begin != end) {
      refuse(source,
             extents[i].begin > end ? MessageId::safetensors_hole : MessageId::safetensors_overlap,
             {{"name", printable(tensors[i].name)}, {"begin", extents[i].begin}, {"end", end}});
    }
    end = extents[i].end;
  }
  if (end > data_bytes) {
    refuse(source, MessageId::safetensors_unfinished, {{"count", end - data_bytes}});
  }
  if (end < data_bytes) {
    refuse(source, MessageId::safetensors_trailing, {{"count", data_bytes - end}});
  }
}

}  // namespace vramcalc::read
