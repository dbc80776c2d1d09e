#include <vramcalc/model/tensor.h>

#include <algorithm>

#include <vramcalc/core/error.h>

namespace vramcalc::model {
namespace {

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  return (Bytes{a} * b).count();
}

// Names lie one behind the other in blocks of this size: one allocation for hundreds of names.
constexpr std::size_t name_block = 16 * 1024;

}  // namespace

Shape::Shape(std::initializer_list<std::uint64_t> dimensions)
    : Shape(std::span<const std::uint64_t>{dimensions.begin(), dimensions.size()}) {}

Shape::Shape(std::span<const std::uint64_t> dimensions)
    : rank_(static_cast<std::uint8_t>(std::min(dimensions.size(), most_dimensions))) {
  for (std::size_t i = 0; i < dimensions.size(); ++i) {
    std::uint64_t& size = sizes_[std::min(i, most_dimensions - 1)];
    size = i < most_dimensions ? dimensions[i] : product(size, dimensions[i]);
  }
}

std::size_t Shape::true_rank() const {
  std::size_t rank = rank_;
  while (rank > 1 && sizes_[rank - 1] == 1) {
    --rank;
  }
  return rank;
}

std::uint64_t Shape::elements() const {
  std::uint64_t count = 1;
  for (const std::uint64_t size : dimensions()) {
    count = product(count, size);
  }
  return count;
}

Bytes bytes_of(const Shape& shape, StorageType type) {
  const StorageFacts& facts = facts_of(type);
  if (facts.block_elements == 1) {
    return Bytes{shape.elements()} * facts.block_bytes;
  }
  const std::uint64_t row = shape.row_length();
  if (row % facts.block_elements != 0) {
    throw Error(ErrorKind::bad_input, {MessageId::error_row_not_in_blocks,
                                       {{"row", row},
                                        {"type", std::string{facts.name}},
                                        {"block", std::uint64_t{facts.block_elements}}}});
  }
  const std::uint64_t rows = row == 0 ? 0 : shape.elements() / row;
  return Bytes{row / facts.block_elements} * facts.block_bytes * rows;
}

Tensor& Inventory::add(std::string_view name, const Shape& shape, StorageType type,
                       TensorPart part) {
  return tensors_.emplace_back(Tensor{keep(name), shape, type, part});
}

std::string_view Inventory::keep(std::string_view name) {
  if (names_.empty() || names_.back().capacity() - names_.back().size() < name.size()) {
    names_.emplace_back().reserve(std::max(name_block, name.size()));
  }
  std::string& block = names_.back();
  const std::size_t start = block.size();
  block.append(name);
  return std::string_view{block}.substr(start);
}

std::uint64_t Inventory::elements(TensorPart part) const {
  Bytes sum;  // for its checked addition
  for (const Tensor& tensor : tensors_) {
    if (tensor.part == part) {
      sum += Bytes{tensor.shape.elements()};
    }
  }
  return sum.count();
}

Bytes Inventory::bytes(TensorPart part) const {
  Bytes sum;
  for (const Tensor& tensor : tensors_) {
    if (tensor.part == part) {
      sum += bytes_of(tensor);
    }
  }
  return sum;
}

}  // namespace vramcalc::model
