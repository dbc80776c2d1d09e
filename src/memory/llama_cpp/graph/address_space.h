// How ggml gives addresses to tensors: best fit among the holes, else at the end.
//
// The buffer is as large as the highest address ever given, so holes count. A backend may limit the
// size of one allocation; then the buffer is several chunks, and each is as large as its own peak.
// https://github.com/ggml-org/llama.cpp ggml/src/ggml-alloc.c, ggml_dyn_tallocr, release 0.5.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace vramcalc::memory::llama_cpp {

class AddressSpace {
 public:
  /// No chunk is larger than `most_chunk_bytes`, unless a single tensor is.
  explicit AddressSpace(std::uint64_t alignment, std::uint64_t most_chunk_bytes = unlimited)
      : alignment_(alignment), most_chunk_bytes_(most_chunk_bytes) {}

  static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max() / 2;

  struct Address {
    std::size_t chunk = 0;
    std::uint64_t offset = 0;
  };

  Address allocate(std::uint64_t bytes);
  void release(Address address, std::uint64_t bytes);
  /// Gives back the end of a block beyond `needed`; what is left of it.
  std::uint64_t shrink(Address address, std::uint64_t bytes, std::uint64_t needed);

  /// The sum of the chunks' highest addresses that were ever in use.
  [[nodiscard]] std::uint64_t peak() const;

 private:
  struct Block {
    std::uint64_t offset;
    std::uint64_t bytes;

    [[nodiscard]] std::uint64_t end() const { return offset + bytes; }
  };
  struct Chunk {
    std::vector<Block> free;  // by address, never adjacent; at first all that it may grow to
    std::uint64_t peak = 0;
  };
  struct Place {
    std::size_t chunk;
    std::size_t block;  // of the free ones
  };
  [[nodiscard]] std::uint64_t padded(std::uint64_t bytes) const {
    return (bytes + alignment_ - 1) / alignment_ * alignment_;
  }
  [[nodiscard]] Place last_block(std::uint64_t bytes) const;
  [[nodiscard]] Place best_fit(std::uint64_t bytes) const;

  std::uint64_t alignment_;
  std::uint64_t most_chunk_bytes_;
  std::vector<Chunk> chunks_;
};

}  // namespace vramcalc::memory::llama_cpp
