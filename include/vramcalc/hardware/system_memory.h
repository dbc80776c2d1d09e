// How much main memory (RAM) a computer with these cards needs, and should have.
#pragma once

#include <optional>

#include <vramcalc/core/bytes.h>
#include <vramcalc/hardware/rig.h>

namespace vramcalc::hardware {

/// The size that safetensors checkpoints are split at where nobody asks for another: 5 GB
/// (https://huggingface.co/docs/transformers/v4.49.0/big_models), taken as binary.
inline constexpr Bytes usual_shard = gibibyte * 5;

/// Sizes sold, in bytes: 16 GB of RAM are 16 × 2^30.
struct SystemMemory {
  Bytes minimum;      // loads the model and runs it
  Bytes recommended;  // comfortable: the whole model cached beside a desktop's other work
  bool ecc = false;   // a server's memory corrects errors
};

/// `weights`: the bytes that are loaded; `held`: what the program keeps in main memory while it
/// runs. Nothing for computers with unified memory, whose one pool has no size to choose beside the
/// GPU's.
[[nodiscard]] std::optional<SystemMemory> system_memory(const Rig& rig, Bytes weights,
                                                        Bytes held = {});

/// What of `installed` main memory an engine can have: without the operating system, its own
/// process and what several cards share there. Nothing where that is more than there is. `in_use`:
/// what the system and other programs hold, where somebody looked and it is more than usual.
[[nodiscard]] Bytes usable_system_memory(Bytes installed, const Rig& rig, Bytes in_use = {});

/// What a program needs of that: what it keeps while it runs, or what passes through on the way to
/// the cards.
[[nodiscard]] Bytes needed_system_memory(Bytes weights, Bytes held);

/// The smallest size sold that holds `need`; beyond the largest, whole multiples of it.
[[nodiscard]] Bytes memory_size_sold(Bytes need);

}  // namespace vramcalc::hardware
