#include "memory/llama_cpp/graph/address_space.h"

#include <algorithm>
#include <numeric>

namespace vramcalc::memory::llama_cpp {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

}  // namespace

// The last free block of a chunk, usually what it may still grow by: where it grows least, or has
// just enough left below its peak.
AddressSpace::Place AddressSpace::last_block(std::uint64_t bytes) const {
  Place best{none, 0};
  std::int64_t best_left = std::numeric_limits<std::int64_t>::min();
  for (std::size_t i = 0; i < chunks_.size(); ++i) {
    const Chunk& chunk = chunks_[i];
    if (chunk.free.empty() || chunk.free.back().bytes < bytes) {
      continue;
    }
    // below 0: what the chunk would grow by
    const std::int64_t left = static_cast<std::int64_t>(chunk.peak) -
                              static_cast<std::int64_t>(chunk.free.back().offset) -
                              static_cast<std::int64_t>(bytes);
    if ((best_left < 0 && left > best_left) || (left >= 0 && left < best_left)) {
      best = {i, chunk.free.size() - 1};
      best_left = left;
    }
  }
  return best;
}

// The best fit of all blocks but the last ones: of equal ones ggml takes the last, and it begins
// anew in every chunk.
AddressSpace::Place AddressSpace::best_fit(std::uint64_t bytes) const {
  Place best{none, 0};
  for (std::size_t i = 0; i < chunks_.size(); ++i) {
    const std::vector<Block>& free = chunks_[i].free;
    std::uint64_t best_bytes = unlimited;
    for (std::size_t block = 0; block + 1 < free.size(); ++block) {
      if (free[block].bytes >= bytes && free[block].bytes <= best_bytes) {
        best = {i, block};
        best_bytes = free[block].bytes;
      }
    }
  }
  return best;
}

AddressSpace::Address AddressSpace::allocate(std::uint64_t bytes) {
  bytes = padded(bytes);
  Place place = best_fit(bytes);
  if (place.chunk == none) {
    place = last_block(bytes);
  }
  if (place.chunk == none) {
    place = {chunks_.size(), 0};
    chunks_.push_back({.free = {{0, std::max(bytes, most_chunk_bytes_)}}});
  }
  Chunk& chunk = chunks_[place.chunk];
  Block& block = chunk.free[place.block];
  const Address address{place.chunk, block.offset};
  block.offset += bytes;
  block.bytes -= bytes;
  chunk.peak = std::max(chunk.peak, block.offset);
  if (block.bytes == 0) {
    chunk.free.erase(chunk.free.begin() + static_cast<std::ptrdiff_t>(place.block));
  }
  return address;
}

std::uint64_t AddressSpace::shrink(Address address, std::uint64_t bytes, std::uint64_t needed) {
  if (padded(needed) < padded(bytes)) {
    release({address.chunk, address.offset + padded(needed)}, padded(bytes) - padded(needed));
    return needed;
  }
  return bytes;
}

// Joined with the first block that ends or begins there, and that one with its neighbour. What had
// no bytes leaves a block of none behind, which later keeps its neighbours apart, as ggml's does.
void AddressSpace::release(Address address, std::uint64_t bytes) {
  bytes = padded(bytes);
  std::vector<Block>& free = chunks_[address.chunk].free;
  const auto joined = std::find_if(free.begin(), free.end(), [&](const Block& block) {
    return block.end() == address.offset || address.offset + bytes == block.offset;
  });
  if (joined == free.end()) {
    const auto place = std::find_if(free.begin(), free.end(), [&](const Block& block) {
      return block.offset >= address.offset;
    });
    free.insert(place, {address.offset, bytes});
    return;
  }
  const bool grows_at_end = joined->end() == address.offset;
  joined->offset = grows_at_end ? joined->offset : address.offset;
  joined->bytes += bytes;
  const auto lower = grows_at_end || joined == free.begin() ? joined : joined - 1;
  const auto upper = grows_at_end ? joined + 1 : joined;
  if (lower != upper && upper != free.end() && lower->end() == upper->offset) {
    lower->bytes += upper->bytes;
    free.erase(upper);
  }
}

std::uint64_t AddressSpace::peak() const {
  return std::accumulate(chunks_.begin(), chunks_.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Chunk& chunk) { return sum + chunk.peak; });
}

}  // namespace vramcalc::memory::llama_cpp
