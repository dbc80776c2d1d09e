#include "support/gguf_bytes.h"

#include <bit>

namespace vramcalc::test {

ByteWriter& ByteWriter::whole(std::uint64_t number, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t place = big_endian_ ? size - 1 - i : i;
    bytes_.push_back(static_cast<char>((number >> (8 * place)) & 0xFFU));
  }
  return *this;
}

ByteWriter& ByteWriter::raw(std::string_view bytes) {
  bytes_ += bytes;
  return *this;
}

ByteWriter& ByteWriter::f32(float number) {
  return u32(std::bit_cast<std::uint32_t>(number));
}

ByteWriter& ByteWriter::f64(double number) {
  return u64(std::bit_cast<std::uint64_t>(number));
}

ByteWriter& ByteWriter::text(std::string_view text) {
  return u64(text.size()).raw(text);
}

ByteWriter& ByteWriter::pad(std::uint64_t alignment) {
  while (bytes_.size() % alignment != 0) {
    bytes_.push_back('\0');
  }
  return *this;
}

GgufWriter& GgufWriter::entry(std::string_view key, std::uint32_t type, std::string_view value) {
  entries_.text(key).u32(type).raw(value);
  ++entry_count_;
  return *this;
}

GgufWriter& GgufWriter::text(std::string_view key, std::string_view value) {
  return entry(key, type_text, ByteWriter{entries_.is_big_endian()}.text(value).bytes());
}

GgufWriter& GgufWriter::u32(std::string_view key, std::uint32_t value) {
  return entry(key, type_u32, ByteWriter{entries_.is_big_endian()}.u32(value).bytes());
}

GgufWriter& GgufWriter::f32(std::string_view key, float value) {
  return entry(key, type_f32, ByteWriter{entries_.is_big_endian()}.f32(value).bytes());
}

GgufWriter& GgufWriter::u32s(std::string_view key, std::initializer_list<std::uint32_t> values) {
  ByteWriter list{entries_.is_big_endian()};
  list.u32(type_u32).u64(values.size());
  for (const std::uint32_t value : values) {
    list.u32(value);
  }
  return entry(key, type_array, list.bytes());
}

GgufWriter& GgufWriter::bools(std::string_view key, std::initializer_list<bool> values) {
  ByteWriter list{entries_.is_big_endian()};
  list.u32(type_bool).u64(values.size());
  for (const bool value : values) {
    list.u8(value ? 1 : 0);
  }
  return entry(key, type_array, list.bytes());
}

GgufWriter& GgufWriter::texts(std::string_view key, const std::vector<std::string>& values) {
  ByteWriter list{entries_.is_big_endian()};
  list.u32(type_text).u64(values.size());
  for (const std::string& value : values) {
    list.text(value);
  }
  return entry(key, type_array, list.bytes());
}

GgufWriter& GgufWriter::alignment(std::uint32_t alignment) {
  alignment_ = alignment;
  return u32("general.alignment", alignment);
}

GgufWriter& GgufWriter::tensor(std::string_view name, const std::vector<std::uint64_t>& shape,
                               std::uint32_t type, std::uint64_t bytes) {
  tensors_.push_back({std::string{name}, shape, type, bytes});
  return *this;
}

GgufWriter& GgufWriter::tensor(std::string_view name, const std::vector<std::uint64_t>& shape) {
  std::uint64_t bytes = 4;
  for (const std::uint64_t size : shape) {
    bytes *= size;
  }
  return tensor(name, shape, 0, bytes);
}

std::string GgufWriter::header() const {
  ByteWriter out{entries_.is_big_endian()};
  out.raw("GGUF").u32(version_).u64(tensors_.size()).u64(entry_count_).raw(entries_.bytes());
  std::uint64_t offset = 0;
  for (const Tensor& tensor : tensors_) {
    out.text(tensor.name).u32(static_cast<std::uint32_t>(tensor.shape.size()));
    for (const std::uint64_t size : tensor.shape) {
      out.u64(size);
    }
    out.u32(tensor.type).u64(offset);
    offset += padded(tensor.bytes);
  }
  return tensors_.empty() ? out.bytes() : out.pad(alignment_).bytes();
}

std::string GgufWriter::file() const {
  std::string bytes = header();
  for (const Tensor& tensor : tensors_) {
    bytes.append(padded(tensor.bytes), '\0');
  }
  return bytes;
}

}  // namespace vramcalc::test
