// The file names of a model in parts: NAME-00002-of-00003.gguf.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vramcalc::read {

struct GgufPartName {
  std::string prefix;        // NAME
  std::uint64_t number = 0;  // from 1
  std::uint64_t count = 0;
};

/// Nothing where the name is of another form.
[[nodiscard]] std::optional<GgufPartName> parse_gguf_part_name(std::string_view file_name);

/// The name of another part of the same model.
[[nodiscard]] std::string gguf_part_name(const GgufPartName& name, std::uint64_t number);

}  // namespace vramcalc::read
