// The parts of a tensor's name, in llama.cpp's spelling: "blk.12.attn_q.weight".
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vramcalc::memory {

struct TensorName {
  std::optional<std::uint64_t> layer;
  std::string_view stem;  // without "blk.N."
  std::string_view root;  // and without ".weight" or ".bias"
};

[[nodiscard]] TensorName parsed_name(std::string_view name);

template <std::size_t count>
[[nodiscard]] bool is_one_of(const std::array<std::string_view, count>& names,
                             std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace vramcalc::memory
