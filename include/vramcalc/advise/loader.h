// How a program brings weights from the disk into the memory of the cards.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <vramcalc/core/bytes.h>
#include <vramcalc/memory/engine.h>

namespace vramcalc::advise {

enum class Loader : std::uint8_t {
  whole_file,  // all of the file into main memory, then to the cards
  streaming,   // tensor by tensor, reading and copying at once
  mmap,        // maps the file: what was read stays in the system's cache
  sharded,     // one file of a split checkpoint after the other
};

/// "whole-file", "streaming", "mmap", "sharded".
[[nodiscard]] std::string_view id_of(Loader loader);
[[nodiscard]] std::span<const std::string_view> loader_ids();
[[nodiscard]] std::optional<Loader> find_loader(std::string_view id);

/// What the engine does unless it is told otherwise; older frameworks' way for no engine in
/// particular.
[[nodiscard]] Loader usual_loader(const memory::Engine& engine);

/// What goes through main memory on the way.
struct LoaderTraits {
  memory::Interval staged;   // of the weights, at any one time
  memory::Interval loading;  // what the program takes beside them
  memory::Interval running;  // and what it keeps of that
  /// Reading and copying work on parts at once, each part read before it is copied; 1: nothing is
  /// copied before all is read.
  std::uint64_t parts = 1;
  bool leaves_cache = false;  // the file's pages count as its own until something needs them
};

/// Of a file of that size, in shards of `shard` of which `workers` are read at once.
[[nodiscard]] LoaderTraits traits_of(Loader loader, Bytes file, Bytes shard, std::uint64_t workers);

}  // namespace vramcalc::advise
