// A place in a binary file, moving forward: numbers and texts of a known length, checked against
// what the file still holds.
//
// It reads through a window of the file, so its memory does not depend on the file's size; what is
// skipped beyond the window is never read.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>

#include "read/file_source.h"

namespace vramcalc::read {

class ByteCursor {
 public:
  /// No text that is looked at whole may be longer.
  static constexpr std::size_t window_size = std::size_t{64} << 10U;

  /// `file` outlives it.
  explicit ByteCursor(const FileSource& file, std::uint64_t position = 0);

  [[nodiscard]] const FileSource& file() const { return *file_; }
  [[nodiscard]] std::uint64_t position() const { return window_start_ + next_; }
  [[nodiscard]] std::uint64_t remaining() const { return file_->size() - position(); }

  [[nodiscard]] bool is_big_endian() const { return big_endian_; }
  void set_big_endian(bool big_endian) { big_endian_ = big_endian; }

  /// A number of the file's byte order: whole, floating, of 1 to 8 bytes.
  template <typename Number>
  [[nodiscard]] Number number();

  /// The next `count` bytes, at most a window; valid until the cursor moves.
  [[nodiscard]] std::string_view bytes(std::size_t count) {
    provide(count);
    const std::string_view text{window_.get() + next_, count};
    next_ += count;
    return text;
  }

  void skip(std::uint64_t count);

  /// Throws Error(bad_input) where the file has fewer bytes left: it says how many are missing.
  void require(std::uint64_t count) const {
    if (count > remaining()) {
      fail_short(count, remaining());
    }
  }

 private:
  /// Makes the next `count` bytes lie in the window.
  void provide(std::size_t count) {
    if (count > filled_ - next_) {
      refill(count);
    }
  }
  void refill(std::size_t count);
  [[noreturn]] void fail_short(std::uint64_t count, std::uint64_t available) const;

  const FileSource* file_;
  std::unique_ptr<char[]> window_;  // NOLINT(*-avoid-c-arrays): not to be cleared before it is read
  std::uint64_t window_start_;      // in the file
  std::size_t next_ = 0;            // in the window
  std::size_t filled_ = 0;
  bool big_endian_ = false;
};

namespace detail {

inline std::uint8_t reversed(std::uint8_t bits) {
  return bits;
}
inline std::uint16_t reversed(std::uint16_t bits) {
  return __builtin_bswap16(bits);
}
inline std::uint32_t reversed(std::uint32_t bits) {
  return __builtin_bswap32(bits);
}
inline std::uint64_t reversed(std::uint64_t bits) {
  return __builtin_bswap64(bits);
}

// The unsigned number of as many bits.
template <std::size_t size>
using Bits = std::conditional_t<
    size == 1, std::uint8_t,
    std::conditional_t<size == 2, std::uint16_t,
                       std::conditional_t<size == 4, std::uint32_t, std::uint64_t>>>;

}  // namespace detail

template <typename Number>
Number ByteCursor::number() {
  static_assert(std::is_arithmetic_v<Number>);
  provide(sizeof(Number));
  detail::Bits<sizeof(Number)> bits;
  std::memcpy(&bits, window_.get() + next_, sizeof(bits));
  next_ += sizeof(bits);
  const bool foreign = big_endian_ != (std::endian::native == std::endian::big);
  return std::bit_cast<Number>(foreign ? detail::reversed(bits) : bits);
}

}  // namespace vramcalc::read
