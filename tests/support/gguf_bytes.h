// Writes GGUF files for tests: good ones with a few words, bad ones number by number.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace vramcalc::test {

/// Numbers and texts one behind the other, in either byte order. Knows nothing of what may stand
/// where.
class ByteWriter {
 public:
  explicit ByteWriter(bool big_endian = false) : big_endian_(big_endian) {}

  ByteWriter& raw(std::string_view bytes);
  ByteWriter& u8(std::uint8_t number) { return whole(number, 1); }
  ByteWriter& u16(std::uint16_t number) { return whole(number, 2); }
  ByteWriter& u32(std::uint32_t number) { return whole(number, 4); }
  ByteWriter& u64(std::uint64_t number) { return whole(number, 8); }
  ByteWriter& f32(float number);
  ByteWriter& f64(double number);
  /// Its length as 64 bits, then its bytes.
  ByteWriter& text(std::string_view text);
  /// Zeros up to a multiple of `alignment`.
  ByteWriter& pad(std::uint64_t alignment);

  [[nodiscard]] bool is_big_endian() const { return big_endian_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  ByteWriter& whole(std::uint64_t number, std::size_t size);

  bool big_endian_;
  std::string bytes_;
};

/// Value types as files number them.
enum GgufTypeNumber : std::uint32_t {
  type_u8,
  type_i8,
  type_u16,
  type_i16,
  type_u32,
  type_i32,
  type_f32,
  type_bool,
  type_text,
  type_array,
  type_u64,
  type_i64,
  type_f64,
};

/// A well-formed file, whose counts, offsets and padding are right unless they are set.
class GgufWriter {
 public:
  explicit GgufWriter(std::uint32_t version = 3, bool big_endian = false)
      : version_(version), entries_(big_endian) {}

  GgufWriter& text(std::string_view key, std::string_view value);
  GgufWriter& u32(std::string_view key, std::uint32_t value);
  GgufWriter& f32(std::string_view key, float value);
  GgufWriter& u32s(std::string_view key, std::initializer_list<std::uint32_t> values);
  GgufWriter& bools(std::string_view key, std::initializer_list<bool> values);
  GgufWriter& texts(std::string_view key, const std::vector<std::string>& values);
  /// Any entry: the value's bytes as they come.
  GgufWriter& entry(std::string_view key, std::uint32_t type, std::string_view value);
  /// Also writes the entry.
  GgufWriter& alignment(std::uint32_t alignment);

  /// `type` as ggml numbers it; `bytes` is the size of its data.
  GgufWriter& tensor(std::string_view name, const std::vector<std::uint64_t>& shape,
                     std::uint32_t type, std::uint64_t bytes);
  /// 32-bit floats.
  GgufWriter& tensor(std::string_view name, const std::vector<std::uint64_t>& shape);

  /// From the first byte to the padding before the data.
  [[nodiscard]] std::string header() const;
  /// All of it; the data is zeros.
  [[nodiscard]] std::string file() const;

 private:
  struct Tensor {
    std::string name;
    std::vector<std::uint64_t> shape;
    std::uint32_t type;
    std::uint64_t bytes;
  };

  [[nodiscard]] std::uint64_t padded(std::uint64_t size) const {
    return (size + alignment_ - 1) / alignment_ * alignment_;
  }

  std::uint32_t version_;
  std::uint64_t alignment_ = 32;
  std::uint64_t entry_count_ = 0;
  ByteWriter entries_;
  std::vector<Tensor> tensors_;
};

}  // namespace vramcalc::test
