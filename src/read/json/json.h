// A JSON text as a tree: config.json and its kin.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include <vramcalc/model/config.h>
#include <vramcalc/read/model_file.h>

namespace vramcalc::read {

/// No config has more values: what a small file could blow up to is bounded.
inline constexpr std::size_t most_json_values = 200'000;

/// Throws Error(bad_input) with file, line and column for what is no JSON, for a key that is given
/// twice, for more than largest_config bytes, most_json_values values or deepest_json levels.
/// NaN and Infinity are kept: a Config refuses them where somebody asks. `file` stands for the text
/// in messages.
[[nodiscard]] model::ConfigValue parse_json_text(std::string_view text, std::string_view file);

/// Likewise, and Error(not_found) where there is no such file.
[[nodiscard]] model::ConfigValue read_json_file(const std::filesystem::path& path);

}  // namespace vramcalc::read
