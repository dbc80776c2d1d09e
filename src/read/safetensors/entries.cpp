#include "read/safetensors/entries.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include <vramcalc/core/spelling.h>

#include "read/json/json_events.h"
#include "read/order.h"
#include "read/safetensors/header.h"

namespace vramcalc::read {
namespace {

using model::StorageType;

// Beyond that many no array of numbers goes; a list of ones would otherwise be as long as the file.
constexpr std::size_t most_dimensions = 64;

// Where in {"name": {"dtype": "F16", "shape": [2, 3], "data_offsets": [0, 12]}, ...} it is.
enum class Where : std::uint8_t { outside, header, entry, shape, offsets, metadata };
enum class Key : std::uint8_t { none, dtype, shape, offsets };

// As much of a long text as is kept, whole characters only.
std::string beginning_of(const std::string& text) {
  std::size_t length = std::min(text.size(), longest_metadata_value);
  while (length < text.size() && length > 0 &&
         (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
    --length;
  }
  return text.substr(0, length);
}

class Entries : public JsonEvents {
 public:
  Entries(const JsonInput& input, model::Inventory& inventory,
          std::vector<model::MetadataEntry>& metadata)
      : input_(&input), inventory_(&inventory), metadata_(&metadata) {}

  void null() override { refuse_value(); }
  void flag(bool /*value*/) override { refuse_value(); }
  void number(double /*value*/) override { refuse_value(); }

  void whole(std::uint64_t value) override {
    if (where_ == Where::shape) {
      if (shape_.size() == most_dimensions) {
        refuse(MessageId::safetensors_dimensions, {{"count", std::uint64_t{most_dimensions}}});
      }
      shape_.push_back(value);
    } else if (where_ == Where::offsets && offsets_given_ < offsets_.size()) {
      offsets_[offsets_given_++] = value;
    } else {
      refuse_value();
    }
  }

  void text(std::string& value) override {
    if (where_ == Where::metadata) {
      metadata_->back().value = beginning_of(value);
      metadata_->back().length = value.size();
    } else if (where_ == Where::entry && key_ == Key::dtype) {
      type_ = model::storage_type_of_safetensors(value);
      if (!type_) {
        refuse(MessageId::safetensors_unknown_type, {{"type", printable(value)}});
      }
    } else {
      refuse_value();
    }
  }

  void start_list() override {
    if (where_ != Where::entry || (key_ != Key::shape && key_ != Key::offsets)) {
      refuse_value();
    }
    where_ = key_ == Key::shape ? Where::shape : Where::offsets;
  }

  void end_list() override {
    if (where_ == Where::offsets && offsets_given_ != offsets_.size()) {
      refuse(MessageId::safetensors_offsets);
    }
    where_ = Where::entry;
  }

  void start_object() override {
    if (where_ == Where::outside) {
      where_ = Where::header;
    } else if (where_ == Where::header && name_ == "__metadata__") {
      if (std::exchange(has_metadata_, true)) {
        fail_here(MessageId::read_json_duplicate_key, {{"key", name_}});
      }
      where_ = Where::metadata;
    } else if (where_ == Where::header) {
      where_ = Where::entry;
      given_ = {};
      shape_.clear();
      offsets_given_ = 0;
    } else {
      refuse_value();
    }
  }

  void key(std::string& name) override {
    if (where_ == Where::header) {
      take_name(name);
    } else if (where_ == Where::metadata) {
      take_metadata_key(name);
    } else {
      take_entry_key(name);
    }
  }

  void end_object() override {
    if (where_ == Where::entry) {
      add_tensor();
    } else if (where_ == Where::metadata) {
      refuse_repeated_metadata();
    }
    where_ = where_ == Where::header ? Where::outside : Where::header;
  }

  [[nodiscard]] std::vector<Extent> take_extents() { return std::move(extents_); }
  void reserve(std::size_t count) { extents_.reserve(count); }

 private:
  [[noreturn]] void fail_here(MessageId message, Fields fields = {}) const {
    fail(input_->token_place(), message, std::move(fields));
  }

  [[noreturn]] void refuse(MessageId message, Fields fields = {}) const {
    fields.emplace_back("name", printable(name_));
    fail_here(message, std::move(fields));
  }

  // Numbers that are negative, fractional or too large, words, and brackets in the wrong place.
  [[noreturn]] void refuse_value() const {
    switch (where_) {
      case Where::shape:
        refuse(MessageId::safetensors_shape);
      case Where::offsets:
        refuse(MessageId::safetensors_offsets);
      case Where::metadata:
        fail_here(MessageId::safetensors_metadata_value,
                  {{"key", printable(metadata_->empty() ? "" : metadata_->back().key)}});
      case Where::entry:
        refuse(key_ == Key::dtype   ? MessageId::safetensors_type_not_text
               : key_ == Key::shape ? MessageId::safetensors_shape
                                    : MessageId::safetensors_offsets);
      case Where::header:
      case Where::outside:
        break;
    }
    refuse(MessageId::safetensors_entry);
  }

  void take_name(std::string& name) {
    if (name.size() > longest_tensor_name) {
      fail_here(MessageId::safetensors_long_name, {{"count", std::uint64_t{longest_tensor_name}}});
    }
    name_ = std::move(name);
  }

  void take_metadata_key(const std::string& name) {
    if (metadata_->size() == most_metadata_entries) {
      fail_here(MessageId::safetensors_much_metadata,
                {{"count", std::uint64_t{most_metadata_entries}}});
    }
    if (name.size() > longest_metadata_value) {
      fail_here(MessageId::safetensors_long_key,
                {{"count", std::uint64_t{longest_metadata_value}}});
    }
    metadata_->push_back({name, "string", {}, 0});
  }

  void take_entry_key(const std::string& name) {
    constexpr std::array<std::string_view, 4> keys{"", "dtype", "shape", "data_offsets"};
    const auto* const found = std::find(keys.begin() + 1, keys.end(), name);
    if (found == keys.end()) {
      refuse(MessageId::safetensors_unknown_key, {{"key", printable(name)}});
    }
    const auto index = static_cast<std::size_t>(found - keys.begin());
    if (std::exchange(given_[index], true)) {
      fail_here(MessageId::read_json_duplicate_key, {{"key", name}});
    }
    key_ = static_cast<Key>(index);
  }

  void refuse_repeated_metadata() const {
    const auto key_of = [&](std::uint32_t i) -> const std::string& { return (*metadata_)[i].key; };
    if (const auto second = find_repeated(order_of(metadata_->size(), key_of), key_of)) {
      fail_here(MessageId::read_json_duplicate_key, {{"key", printable(key_of(*second))}});
    }
  }

  // Elements of the shape; zeros count as ones, so that no order of multiplying overflows later.
  [[nodiscard]] std::uint64_t checked_elements() const {
    std::uint64_t count = 1;
    for (const std::uint64_t size : shape_) {
      if (__builtin_mul_overflow(count, std::max<std::uint64_t>(size, 1), &count)) {
        refuse(MessageId::safetensors_shape_range);
      }
    }
    const bool is_empty = std::find(shape_.begin(), shape_.end(), 0U) != shape_.end();
    return is_empty ? 0 : count;
  }

  [[nodiscard]] std::uint64_t checked_bytes(const model::Shape& shape) const {
    const model::StorageFacts& facts = model::facts_of(*type_);
    const std::uint64_t elements = checked_elements();
    if ((shape.rank() == 0 ? 1 : shape.row_length()) % facts.block_elements != 0) {
      refuse(MessageId::safetensors_half_byte, {{"type", std::string{facts.name}}});
    }
    std::uint64_t bytes = 0;
    if (__builtin_mul_overflow(elements / facts.block_elements, facts.block_bytes, &bytes)) {
      refuse(MessageId::safetensors_shape_range);
    }
    return bytes;
  }

  void add_tensor() {
    if (!given_[1] || !given_[2] || !given_[3]) {
      refuse(MessageId::safetensors_incomplete);
    }
    (void)checked_elements();  // before a shape folds its dimensions
    std::reverse(shape_.begin(), shape_.end());
    const model::Shape shape{shape_};
    const std::uint64_t bytes = checked_bytes(shape);
    const auto [begin, end] = offsets_;
    if (begin > end) {
      refuse(MessageId::safetensors_offsets_reversed, {{"begin", begin}, {"end", end}});
    }
    if (end - begin != bytes) {
      refuse(MessageId::safetensors_length, {{"has", end - begin}, {"needs", bytes}});
    }
    if (inventory_->tensors().size() == most_safetensors_tensors) {
      fail_here(MessageId::safetensors_many_tensors,
                {{"count", std::uint64_t{most_safetensors_tensors}}});
    }
    inventory_->add(name_, shape, *type_);
    extents_.push_back({begin, end});
  }

  const JsonInput* input_;
  model::Inventory* inventory_;
  std::vector<model::MetadataEntry>* metadata_;
  std::vector<Extent> extents_;
  bool has_metadata_ = false;
  Where where_ = Where::outside;

  // Of the entry that is being read.
  std::string name_;
  Key key_ = Key::none;
  std::array<bool, 4> given_{};  // by Key
  std::optional<StorageType> type_;
  std::vector<std::uint64_t> shape_;
  std::array<std::uint64_t, 2> offsets_{};
  std::size_t offsets_given_ = 0;
};

}  // namespace

std::vector<Extent> read_safetensors_entries(const JsonText& text, std::size_t most,
                                             model::Inventory& inventory,
                                             std::vector<model::MetadataEntry>& metadata) {
  JsonInput input{text.source, text.offset, text.length, longest_header_text};
  Entries entries{input, inventory, metadata};
  entries.reserve(most);
  parse_json(input, entries);
  return entries.take_extents();
}

}  // namespace vramcalc::read
