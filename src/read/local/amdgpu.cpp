// Files as https://docs.kernel.org/gpu/amdgpu/driver-misc.html has them: mem_info_vram_total and
// mem_info_vram_used in bytes, product_name on cards whose board has a memory for it. The number of
// vendor, device and revision is PCI's (https://docs.kernel.org/PCI/sysfs-pci.html).
#include "read/local/amdgpu.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <vector>

#include <vramcalc/core/spelling.h>

#include "read/local/amdgpu_names.h"
#include "read/local/limits.h"
#include "read/local/system_file.h"
#include "read/local/words.h"

namespace vramcalc::read::local {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t vendor_amd = 0x1002;

// libdrm's list had 50 KB in 2025.
constexpr Bytes largest_list = mebibyte;

// A processor's GPU is given half a gigabyte where nobody sets more; no card of amdgpu has less
// than one.
constexpr Bytes smallest_card = gibibyte;

std::string line_in(const fs::path& path) {
  return std::string{trimmed(system_file(path).value_or(""))};
}

// "0x1002".
std::optional<std::uint64_t> number_in(const fs::path& path) {
  const std::string text = line_in(path);
  if (!text.starts_with("0x")) {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + 2, end, value, 16);
  return error == std::errc{} && stop == end ? std::optional{value} : std::nullopt;
}

std::optional<Bytes> bytes_in(const fs::path& path) {
  const std::optional<std::uint64_t> value = whole_number(line_in(path));
  return value && Bytes{*value} <= most_memory ? std::optional{Bytes{*value}} : std::nullopt;
}

struct Entry {
  std::uint64_t number = 0;
  fs::path device;
};

// card0, card1 and so on; "card0-DP-1" is a socket of one.
std::vector<Entry> entries_of(const fs::path& root) {
  constexpr std::string_view prefix = "card";
  std::vector<Entry> entries;
  std::error_code error;
  fs::directory_iterator folder{root / "sys" / "class" / "drm", error};
  for (; !error && folder != fs::directory_iterator{}; folder.increment(error)) {
    const std::string name = folder->path().filename().string();
    const auto number = name.starts_with(prefix)
                            ? whole_number(std::string_view{name}.substr(prefix.size()))
                            : std::nullopt;
    if (number && entries.size() < most_cards) {
      entries.push_back({*number, folder->path() / "device"});
    }
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.number < b.number; });
  return entries;
}

std::string name_of(const fs::path& device, const fs::path& root) {
  const std::uint64_t number = number_in(device / "device").value_or(0);
  const fs::path list = root / "usr" / "share" / "libdrm" / "amdgpu.ids";
  std::string name = amdgpu_name(system_file(list, largest_list).value_or(""), number,
                                 number_in(device / "revision").value_or(0));
  if (name.empty()) {
    name = printable(line_in(device / "product_name"), longest_name);
  }
  return name.empty() ? "AMD " + printable(line_in(device / "device"), longest_name) : name;
}

}  // namespace

FoundCards amdgpu_cards(const fs::path& root) {
  FoundCards found;
  for (const Entry& entry : entries_of(root)) {
    const std::optional<Bytes> memory = bytes_in(entry.device / "mem_info_vram_total");
    if (number_in(entry.device / "vendor") != vendor_amd || !memory || *memory == Bytes{}) {
      continue;
    }
    LocalCard card;
    card.vendor = hardware::Vendor::amd;
    card.name = name_of(entry.device, root);
    card.memory = memory;
    card.in_use =
        std::min(bytes_in(entry.device / "mem_info_vram_used").value_or(Bytes{}), *memory);
    card.is_integrated = card.name.ends_with("Graphics") || *memory < smallest_card;
    found.is_there = true;
    found.cards.push_back(std::move(card));
  }
  return found;
}

}  // namespace vramcalc::read::local
