// A model as the list of its tensors.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/model/storage_type.h>

namespace vramcalc::model {

/// Row length first, as in GGUF: {columns, rows, matrices}. A safetensors shape is reversed on
/// reading. Dimensions beyond the sixth are folded into it.
class Shape {
 public:
  static constexpr std::size_t most_dimensions = 6;

  constexpr Shape() = default;
  Shape(std::initializer_list<std::uint64_t> dimensions);
  explicit Shape(std::span<const std::uint64_t> dimensions);

  [[nodiscard]] std::span<const std::uint64_t> dimensions() const { return {sizes_.data(), rank_}; }
  [[nodiscard]] std::size_t rank() const { return rank_; }
  /// 1 beyond the rank.
  [[nodiscard]] std::uint64_t operator[](std::size_t index) const {
    return index < rank_ ? sizes_[index] : 1;
  }
  [[nodiscard]] std::uint64_t row_length() const { return (*this)[0]; }
  /// The number of dimensions that are not trailing ones: what decides whether it is a matrix.
  [[nodiscard]] std::size_t true_rank() const;
  /// The product; throws Error(bad_input) where it leaves 64 bits.
  [[nodiscard]] std::uint64_t elements() const;

  friend bool operator==(const Shape&, const Shape&) = default;

 private:
  std::array<std::uint64_t, most_dimensions> sizes_{};
  std::uint8_t rank_ = 0;
};

/// What a tensor belongs to. Parameters are counted for each part apart.
enum class TensorPart : std::uint8_t {
  language,   // the language model itself
  mtp,        // multi-token-prediction (NextN) layers
  vision,     // vision tower and projector
  audio,      // audio tower and projector
  adapter,    // LoRA and its kin
  scale,      // scales, zero points and packing aids of a quantised checkpoint: not parameters
  generated,  // constants that a converter or checkpoint adds (rope factors): not parameters
};

/// The views live as long as the inventory that holds the tensor.
struct Tensor {
  std::string_view name;
  Shape shape;
  StorageType type = StorageType::f16;
  TensorPart part = TensorPart::language;
};

/// Bytes of a tensor in that storage: rows × blocks. Throws Error(bad_input) where the row length
/// is not a whole number of blocks, or a product leaves 64 bits.
[[nodiscard]] Bytes bytes_of(const Shape& shape, StorageType type);
[[nodiscard]] inline Bytes bytes_of(const Tensor& tensor) {
  return bytes_of(tensor.shape, tensor.type);
}

/// All tensors of a model, and the texts of their names. Move-only: shared by pointer.
class Inventory {
 public:
  Inventory() = default;
  Inventory(Inventory&&) = default;
  Inventory& operator=(Inventory&&) = default;

  /// Keeps a copy of the name.
  Tensor& add(std::string_view name, const Shape& shape, StorageType type,
              TensorPart part = TensorPart::language);
  void reserve(std::size_t tensors) { tensors_.reserve(tensors); }

  [[nodiscard]] std::span<const Tensor> tensors() const { return tensors_; }
  [[nodiscard]] std::span<Tensor> tensors() { return tensors_; }

  /// Elements of one part.
  [[nodiscard]] std::uint64_t elements(TensorPart part) const;
  /// Bytes of one part, in the types that the tensors have.
  [[nodiscard]] Bytes bytes(TensorPart part) const;

 private:
  std::string_view keep(std::string_view name);

  std::vector<Tensor> tensors_;
  std::deque<std::string> names_;  // large blocks, filled one after the other; they never move
};

}  // namespace vramcalc::model
