#include "memory/parts/tensor_name.h"

#include <charconv>

namespace vramcalc::memory {

TensorName parsed_name(std::string_view name) {
  constexpr std::string_view prefix = "blk.";
  TensorName result{.layer = {}, .stem = name, .root = {}};
  const std::size_t dot = name.find('.', prefix.size());
  if (name.starts_with(prefix) && dot != std::string_view::npos) {
    std::uint64_t layer = 0;
    const char* const end = name.data() + dot;
    if (std::from_chars(name.data() + prefix.size(), end, layer).ptr == end) {
      result.layer = layer;
      result.stem = name.substr(dot + 1);
    }
  }
  result.root = result.stem.substr(0, result.stem.rfind('.'));
  return result;
}

}  // namespace vramcalc::memory
