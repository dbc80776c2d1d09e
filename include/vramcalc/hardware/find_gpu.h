// Cards by name.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/core/assumption.h>
#include <vramcalc/hardware/rig.h>

namespace vramcalc::hardware {

struct FoundGpu {
  Gpu gpu;
  /// Set when the name is shared by several cards and this one was assumed.
  std::optional<Assumption> assumption;
};

/// The card of that id, name or alias; case, separators and the vendor's name do not matter.
/// "M4 Max 64GB" is a computer with unified memory in one of the sizes that it is sold with.
/// Throws Error(not_found) with the nearest ids, or with those sizes.
[[nodiscard]] FoundGpu find_gpu(std::string_view name, std::span<const Gpu> catalogue);

/// A card and how many: "rtx-4090", "rtx-4090x2", "2xrtx-4090".
struct FoundCards {
  FoundGpu found;
  std::uint64_t count = 1;
};
[[nodiscard]] FoundCards find_cards(std::string_view spec, std::span<const Gpu> catalogue);

/// The card that a driver calls by that name, with the memory that the driver reports for it; of
/// several with that name the one whose memory is nearest. A computer with unified memory keeps its
/// share. Nothing where the catalogue has no such card.
[[nodiscard]] std::optional<FoundGpu> gpu_of_driver(std::string_view name,
                                                    std::optional<Bytes> memory,
                                                    std::span<const Gpu> catalogue);

/// A card known by its memory alone. Its id and name view `name`.
[[nodiscard]] Gpu gpu_of_memory(std::string_view name, Bytes memory);

/// Likewise: "24GB", "80GiBx2". Its id and name view `spec`.
[[nodiscard]] RigCards cards_of_memory(std::string_view spec);

/// The cards whose id, name, alias, vendor or architecture contains `text`; all for an empty text.
[[nodiscard]] std::vector<Gpu> filter_gpus(std::string_view text, std::span<const Gpu> catalogue);

}  // namespace vramcalc::hardware
