// "MemTotal:       65775152 kB"; kB are KiB. MemAvailable is an estimate of what new programs can
// have without swapping; kernels before 3.14 do not print it.
// https://docs.kernel.org/filesystems/proc.html#meminfo
#include "read/local/meminfo.h"

#include <algorithm>
#include <string_view>

#include "read/local/system_file.h"
#include "read/local/words.h"

namespace vramcalc::read::local {
namespace {

std::optional<Bytes> line_of(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.starts_with(name) || !line.ends_with(" kB")) {
      continue;
    }
    line.remove_prefix(name.size());
    line.remove_suffix(std::string_view{" kB"}.size());
    const std::optional<std::uint64_t> value = whole_number(trimmed(line));
    const bool is_possible = value && *value <= most_memory.count() / kibibyte.count();
    return is_possible ? std::optional{kibibyte * *value} : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<LocalMemory> main_memory(const std::filesystem::path& root) {
  const std::string text = system_file(root / "proc" / "meminfo").value_or("");
  const std::optional<Bytes> total = line_of(text, "MemTotal:");
  if (!total || *total == Bytes{}) {
    return std::nullopt;
  }
  return LocalMemory{*total, std::min(line_of(text, "MemAvailable:").value_or(*total), *total)};
}

}  // namespace vramcalc::read::local
