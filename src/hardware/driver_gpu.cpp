#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include <vramcalc/hardware/find_gpu.h>

#include "hardware/gpu_names.h"

namespace vramcalc::hardware {
namespace {

// How a card comes to a name: less is plainer.
enum class NameFit : std::uint8_t { own, shared, without_size, none };

// "GeForce RTX 3060 8 GB" is "NVIDIA GeForce RTX 3060" to the driver.
std::string without_size(std::string key, const Gpu& gpu) {
  const std::string size = std::to_string(std::llround(gpu.memory_gb)) + "gb";
  if (key.size() > size.size() && key.ends_with(size)) {
    key.erase(key.size() - size.size());
  }
  return key;
}

NameFit name_fit(const Gpu& gpu, const std::string& key) {
  const auto same = [&](std::string_view name) { return search_key(name) == key; };
  if (any_name(gpu, same)) {
    return NameFit::own;
  }
  if (any_shared_name(gpu, same)) {
    return NameFit::shared;
  }
  const auto same_without_size = [&](std::string_view name) {
    return without_size(search_key(name), gpu) == key;
  };
  return any_name(gpu, same_without_size) ? NameFit::without_size : NameFit::none;
}

// In whole GiB: what drivers and ECC take of a card tells no two cards apart.
std::uint64_t distance(const Gpu& gpu, std::optional<Bytes> memory) {
  if (!memory || gpu.unified_memory) {
    return 0;
  }
  const Bytes own = visible_memory(gpu).bytes;
  const Bytes apart{std::max(own, *memory).count() - std::min(own, *memory).count()};
  return (apart.count() + gibibyte.count() / 2) / gibibyte.count();
}

struct Candidate {
  const Gpu* gpu = nullptr;
  NameFit fit = NameFit::none;
};

Candidate nearest(std::string_view name, std::optional<Bytes> memory,
                  std::span<const Gpu> catalogue) {
  const std::string key = search_key(name);
  Candidate best;
  for (const Gpu& gpu : catalogue) {
    const Candidate candidate{&gpu, name_fit(gpu, key)};
    const auto rank = [&](const Candidate& c) {
      return std::pair{distance(*c.gpu, memory), c.fit};
    };
    if (candidate.fit != NameFit::none && (best.gpu == nullptr || rank(candidate) < rank(best))) {
      best = candidate;
    }
  }
  return best;
}

// What drivers call a card beyond its name, and what it is called without.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> endings{
    {{" with Max-Q Design", " Laptop GPU"}, {" Graphics", ""}, {" OAM", ""}}};

Candidate find(std::string_view name, std::optional<Bytes> memory, std::span<const Gpu> catalogue) {
  Candidate found = nearest(name, memory, catalogue);
  for (const auto& [ending, instead] : endings) {
    if (found.gpu == nullptr && name.ends_with(ending)) {
      const std::string_view stem = name.substr(0, name.size() - ending.size());
      found = nearest(std::string{stem} + std::string{instead}, memory, catalogue);
      found.fit = NameFit::shared;
    }
  }
  return found;
}

// A card that was given other chips has little but its processor in common with its entry.
Gpu with_reading(Gpu gpu, Bytes memory) {
  const Bytes own = visible_memory(gpu).bytes;
  const Bytes tenth = share_of(own, 10);
  if (memory > own + tenth || memory + tenth < own) {
    const double gib = static_cast<double>(memory.count()) / static_cast<double>(gibibyte.count());
    gpu = with_memory(gpu, std::max(1.0, std::round(gib)));
  }
  gpu.visible_bytes = memory;
  return gpu;
}

}  // namespace

std::optional<FoundGpu> gpu_of_driver(std::string_view name, std::optional<Bytes> memory,
                                      std::span<const Gpu> catalogue) {
  const Candidate candidate = find(name, memory, catalogue);
  if (candidate.gpu == nullptr) {
    return std::nullopt;
  }
  FoundGpu found{*candidate.gpu, std::nullopt};
  if (candidate.fit != NameFit::own) {
    found.assumption = Assumption{"gpu",
                                  std::string{found.gpu.id},
                                  {MessageId::why_local_named, {{"name", std::string{name}}}}};
  }
  if (memory && !found.gpu.unified_memory) {
    found.gpu = with_reading(found.gpu, *memory);
  }
  return found;
}

}  // namespace vramcalc::hardware
