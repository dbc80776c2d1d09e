#include "read/gguf/tensors.h"

#include <array>
#include <limits>
#include <span>
#include <string>

#include "read/gguf/error.h"

namespace vramcalc::read {
namespace {

// GGML_MAX_DIMS, and GGML_MAX_NAME less its end: https://github.com/ggml-org/llama.cpp
// ggml/include/ggml.h
constexpr std::uint32_t most_dimensions = 4;
constexpr std::uint64_t longest_name = 63;

// A name's length, a number of dimensions, a type and an offset.
constexpr std::uint64_t least_tensor = 8 + 4 + 4 + 8;

// Types that older versions wrote, ggml/include/ggml.h.
struct RemovedType {
  std::uint32_t id;
  std::string_view name;
};
constexpr std::array removed_types{
    RemovedType{4, "Q4_2"},        RemovedType{5, "Q4_3"},        RemovedType{31, "Q4_0_4_4"},
    RemovedType{32, "Q4_0_4_8"},   RemovedType{33, "Q4_0_8_8"},   RemovedType{36, "IQ4_NL_4_4"},
    RemovedType{37, "IQ4_NL_4_8"}, RemovedType{38, "IQ4_NL_8_8"},
};

// The next multiple of a power of two; nothing where it leaves 64 bits.
bool pad(std::uint64_t& size, std::uint64_t alignment) {
  const bool overflow = __builtin_add_overflow(size, alignment - 1, &size);
  size &= ~(alignment - 1);
  return !overflow;
}

class TensorReader {
 public:
  TensorReader(ByteCursor& cursor, std::uint64_t alignment, model::Inventory& inventory)
      : cursor_(&cursor), alignment_(alignment), inventory_(&inventory) {}

  void read(std::uint64_t number);
  /// Of the data, without the padding behind the last tensor.
  [[nodiscard]] std::uint64_t data_end() const { return data_end_; }

 private:
  [[noreturn]] void fail(MessageId message, Fields fields = {},
                         std::optional<MessageId> hint = std::nullopt) const {
    fields.emplace_back("name", shown(name()));
    fail_gguf(cursor_->file(), message, std::move(fields), hint);
  }
  [[nodiscard]] std::string_view name() const { return {name_.data(), name_length_}; }

  void read_name(std::uint64_t number);
  [[nodiscard]] model::Shape read_shape();
  [[nodiscard]] model::StorageType read_type();
  [[nodiscard]] std::uint64_t bytes_of(std::uint64_t row, model::StorageType type) const;
  void place(std::uint64_t bytes);

  ByteCursor* cursor_;
  std::uint64_t alignment_;
  model::Inventory* inventory_;
  std::array<char, longest_name> name_{};  // of the tensor being read: the cursor moves on
  std::size_t name_length_ = 0;
  std::uint64_t elements_ = 0;
  std::uint64_t next_offset_ = 0;
  std::uint64_t data_end_ = 0;
};

void TensorReader::read_name(std::uint64_t number) {
  const auto length = cursor_->number<std::uint64_t>();
  if (length > longest_name) {
    fail_gguf(cursor_->file(), MessageId::gguf_long_name,
              {{"number", number}, {"count", length}, {"most", longest_name}});
  }
  const std::string_view bytes = cursor_->bytes(length);
  bytes.copy(name_.data(), bytes.size());
  name_length_ = bytes.size();
}

model::Shape TensorReader::read_shape() {
  const auto count = cursor_->number<std::uint32_t>();
  if (count > most_dimensions) {
    fail(MessageId::gguf_too_many_dimensions,
         {{"count", std::uint64_t{count}}, {"most", std::uint64_t{most_dimensions}}});
  }
  std::array<std::uint64_t, most_dimensions> sizes{};
  elements_ = 1;
  bool overflow = false;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto size = cursor_->number<std::int64_t>();
    if (size < 0) {
      fail(MessageId::gguf_negative_dimension);
    }
    sizes[i] = static_cast<std::uint64_t>(size);
    overflow |= __builtin_mul_overflow(elements_, sizes[i], &elements_);
  }
  if (overflow || elements_ >= std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
    fail(MessageId::gguf_too_many_elements);
  }
  return model::Shape{std::span{sizes}.first(count)};
}

model::StorageType TensorReader::read_type() {
  const auto id = cursor_->number<std::uint32_t>();
  if (const auto type = model::storage_type_of_ggml(id)) {
    return *type;
  }
  for (const RemovedType& removed : removed_types) {
    if (removed.id == id) {
      fail(MessageId::gguf_removed_type,
           {{"number", std::uint64_t{id}}, {"type", std::string{removed.name}}},
           MessageId::hint_gguf_removed_type);
    }
  }
  fail(MessageId::gguf_unknown_type, {{"number", std::uint64_t{id}}});
}

std::uint64_t TensorReader::bytes_of(std::uint64_t row, model::StorageType type) const {
  const model::StorageFacts& facts = model::facts_of(type);
  if (row % facts.block_elements != 0) {
    fail(MessageId::gguf_broken_row, {{"row", row},
                                      {"type", std::string{facts.name}},
                                      {"block", std::uint64_t{facts.block_elements}}});
  }
  std::uint64_t bytes = 0;
  if (__builtin_mul_overflow(elements_ / facts.block_elements, facts.block_bytes, &bytes)) {
    fail(MessageId::gguf_too_many_bytes);
  }
  return bytes;
}

// Tensors follow each other in the order of the list, each padded to the alignment.
void TensorReader::place(std::uint64_t bytes) {
  const auto offset = cursor_->number<std::uint64_t>();
  if (offset != next_offset_) {
    fail(MessageId::gguf_bad_offset, {{"offset", offset}, {"expected", next_offset_}});
  }
  if (__builtin_add_overflow(offset, bytes, &next_offset_)) {
    fail(MessageId::gguf_too_many_bytes);
  }
  data_end_ = next_offset_;
  if (!pad(next_offset_, alignment_)) {
    fail(MessageId::gguf_too_many_bytes);
  }
}

void TensorReader::read(std::uint64_t number) {
  read_name(number);
  const model::Shape shape = read_shape();
  const model::StorageType type = read_type();
  place(bytes_of(shape.row_length(), type));
  inventory_->add(name(), shape, type);
}

}  // namespace

std::uint64_t read_gguf_tensors(ByteCursor& cursor, std::uint64_t count, std::uint64_t alignment,
                                model::Inventory& inventory) {
  const FileSource& file = cursor.file();
  const std::uint64_t before = inventory.tensors().size();
  if (count > most_gguf_tensors - before) {
    fail_gguf(file, MessageId::gguf_too_many_tensors,
              {{"count", count}, {"most", most_gguf_tensors - before}});
  }
  cursor.require(count * least_tensor);
  if (before == 0) {  // later parts of a model let it grow by itself
    inventory.reserve(count);
  }
  TensorReader reader{cursor, alignment, inventory};
  for (std::uint64_t i = 0; i < count; ++i) {
    reader.read(i + 1);
  }
  if (count == 0) {
    return cursor.position();
  }
  std::uint64_t start = cursor.position();
  std::uint64_t end = 0;
  const bool countable =
      pad(start, alignment) && !__builtin_add_overflow(start, reader.data_end(), &end);
  if (!countable || end > file.size()) {
    const std::uint64_t missing =
        countable ? end - file.size() : std::numeric_limits<std::uint64_t>::max() - file.size();
    fail_gguf(file, MessageId::gguf_data_cut, {{"missing", missing}},
              MessageId::hint_download_again);
  }
  return start;
}

}  // namespace vramcalc::read
