// "744C,	C8,	AMD Radeon RX 7900 XTX" in amdgpu.ids of libdrm
// (https://gitlab.freedesktop.org/mesa/libdrm/-/blob/main/data/amdgpu.ids).
#include "read/local/amdgpu_names.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <vramcalc/core/spelling.h>

#include "read/local/limits.h"
#include "read/local/words.h"

namespace vramcalc::read::local {
namespace {

std::optional<std::uint64_t> hexadecimal(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, 16);
  return error == std::errc{} && stop == end ? std::optional{value} : std::nullopt;
}

}  // namespace

std::string amdgpu_name(std::string_view list, std::uint64_t device, std::uint64_t revision) {
  while (!list.empty()) {
    const std::string_view line = list.substr(0, list.find('\n'));
    list.remove_prefix(std::min(line.size() + 1, list.size()));
    const std::size_t first = line.find(',');
    const std::size_t second = first == std::string_view::npos ? first : line.find(',', first + 1);
    if (second == std::string_view::npos) {
      continue;
    }
    if (hexadecimal(trimmed(line.substr(0, first))) == device &&
        hexadecimal(trimmed(line.substr(first + 1, second - first - 1))) == revision) {
      return printable(trimmed(line.substr(second + 1)), longest_name);
    }
  }
  return {};
}

}  // namespace vramcalc::read::local
