#include "read/safetensors/index.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>
#include <vramcalc/core/spelling.h>

#include "read/json/json_events.h"
#include "read/order.h"
#include "read/safetensors/header.h"

namespace vramcalc::read {
namespace {

// As file systems have it.
constexpr std::size_t longest_file_name = 255;
constexpr std::string_view shortest_index_entry = R"("":"x",)";

// A path would let an index of somebody else's name any file of this computer.
bool is_file_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_file_name && name != "." && name != ".." &&
         name.find_first_of(std::string_view{"/\\:\0", 4}) == std::string_view::npos;
}

// {"metadata": {"total_size": 123}, "weight_map": {"name": "shard", ...}}; all else is passed over.
enum class Section : std::uint8_t { none, metadata, weights, other };

class IndexEvents : public JsonEvents {
 public:
  IndexEvents(const JsonInput& input, SafetensorsIndex& index) : input_(&input), index_(&index) {}

  void null() override { take_scalar("null", "null"); }
  void flag(bool value) override { take_scalar("boolean", value ? "true" : "false"); }

  void whole(std::uint64_t value) override {
    if (is_total_size()) {
      index_->total_size = Bytes{value};
    }
    take_scalar("number", std::to_string(value));
  }

  void number(double value) override {
    if (is_total_size()) {
      // Some tools write 8307783680.0.
      if (!(value >= 0 && value < 0x1p63) || std::floor(value) != value) {
        fail_here(MessageId::safetensors_total_size);
      }
      index_->total_size = Bytes{static_cast<std::uint64_t>(value)};
    }
    take_scalar("number", std::isfinite(value) ? decimal_text(value, 3) : "");
  }

  void text(std::string& value) override {
    if (section_ == Section::weights) {
      index_->add(name_, shard_number(value));
    } else {
      take_scalar("string", value);
    }
  }

  void start_list() override { open(false); }
  void end_list() override { --depth_; }
  void start_object() override { open(true); }

  void end_object() override {
    if (--depth_ == 1) {
      section_ = Section::none;
    }
  }

  void key(std::string& name) override {
    if (depth_ == 1) {
      start_section(name);
    } else if (section_ == Section::weights) {
      if (name.size() > longest_tensor_name) {
        fail_here(MessageId::safetensors_long_name,
                  {{"count", std::uint64_t{longest_tensor_name}}});
      }
      name_ = std::move(name);
      if (index_->entries().size() == most_safetensors_tensors) {
        fail_here(MessageId::safetensors_many_tensors,
                  {{"count", std::uint64_t{most_safetensors_tensors}}});
      }
    } else if (section_ == Section::metadata && depth_ == 2) {
      name_ = std::move(name);
    }
  }

  [[nodiscard]] bool has_weights() const { return has_weights_; }

 private:
  [[noreturn]] void fail_here(MessageId message, Fields fields = {}) const {
    fail(input_->token_place(), message, std::move(fields));
  }

  [[nodiscard]] bool is_total_size() const {
    return section_ == Section::metadata && depth_ == 2 && name_ == "total_size";
  }

  void start_section(const std::string& name) {
    section_ = name == "metadata"     ? Section::metadata
               : name == "weight_map" ? Section::weights
                                      : Section::other;
    const bool is_known = section_ != Section::other;
    if (is_known &&
        std::exchange(section_ == Section::weights ? has_weights_ : has_metadata_, true)) {
      fail_here(MessageId::read_json_duplicate_key, {{"key", name}});
    }
  }

  void open(bool is_object) {
    const bool is_section = depth_ == 1 && section_ == Section::weights;
    if ((depth_ == 0 && !is_object) || (is_section && !is_object) ||
        (depth_ > 1 && section_ == Section::weights)) {
      refuse(is_object ? "an object" : "a list");
    }
    if (is_total_size()) {
      fail_here(MessageId::safetensors_total_size);
    }
    ++depth_;
  }

  [[noreturn]] void refuse(std::string_view value) const {
    fail_here(depth_ == 0 || section_ != Section::weights || depth_ == 1
                  ? MessageId::safetensors_no_weight_map
                  : MessageId::safetensors_shard_name,
              {{"name", printable(name_)}, {"value", std::string{value}}});
  }

  void take_scalar(std::string_view type, std::string_view value) {
    if (depth_ == 0 || section_ == Section::weights) {
      refuse(value);
    }
    if (is_total_size() && type != "number") {
      fail_here(MessageId::safetensors_total_size);
    }
    if (section_ != Section::metadata || depth_ != 2) {
      return;
    }
    if (index_->metadata.size() == most_metadata_entries) {
      fail_here(MessageId::safetensors_much_metadata,
                {{"count", std::uint64_t{most_metadata_entries}}});
    }
    index_->metadata.push_back({name_.substr(0, longest_metadata_value), std::string{type},
                                std::string{value.substr(0, longest_metadata_value)},
                                type == "string" ? value.size() : 0});
  }

  std::uint32_t shard_number(const std::string& file) {
    if (!is_file_name(file)) {
      fail_here(MessageId::safetensors_shard_name,
                {{"name", printable(name_)}, {"value", "'" + printable(file) + "'"}});
    }
    const auto next = static_cast<std::uint32_t>(index_->shards.size());
    const auto [row, is_new] = shards_.try_emplace(file, next);
    if (is_new) {
      if (index_->shards.size() == most_shards) {
        fail_here(MessageId::safetensors_many_shards, {{"count", std::uint64_t{most_shards}}});
      }
      index_->shards.push_back(file);
    }
    return row->second;
  }

  const JsonInput* input_;
  SafetensorsIndex* index_;
  std::unordered_map<std::string, std::uint32_t> shards_;
  std::string name_;
  Section section_ = Section::none;
  std::size_t depth_ = 0;
  bool has_weights_ = false;
  bool has_metadata_ = false;
};

[[noreturn]] void refuse_file(const FileSource& source, MessageId message, Fields fields = {}) {
  fields.emplace_back("file", source.name());
  throw Error(ErrorKind::bad_input, Text{message, std::move(fields)});
}

}  // namespace

void SafetensorsIndex::reserve(std::size_t entries, std::size_t bytes) {
  entries_.reserve(entries);
  names_.reserve(bytes);
}

void SafetensorsIndex::add(std::string_view name, std::uint32_t shard) {
  entries_.push_back(
      {static_cast<std::uint32_t>(names_.size()), static_cast<std::uint32_t>(name.size()), shard});
  names_ += name;
}

SafetensorsIndex read_safetensors_index(const FileSource& source) {
  if (source.size() > largest_safetensors_header) {
    refuse_file(source, MessageId::read_json_too_large,
                {{"mebibytes", largest_safetensors_header / mebibyte.count()}});
  }
  SafetensorsIndex index;
  const auto size = static_cast<std::size_t>(source.size());
  index.reserve(std::min(size / shortest_index_entry.size() + 1, most_safetensors_tensors), size);
  JsonInput input{source, 0, source.size(), longest_header_text};
  IndexEvents events{input, index};
  parse_json(input, events);
  if (!events.has_weights()) {
    refuse_file(source, MessageId::safetensors_no_weight_map_key);
  }
  if (index.entries().empty()) {
    refuse_file(source, MessageId::safetensors_no_tensors);
  }
  const auto name_of = [&](std::uint32_t i) { return index.name(index.entries()[i]); };
  if (const auto second = find_repeated(order_of(index.entries().size(), name_of), name_of)) {
    refuse_file(source, MessageId::safetensors_repeated_name,
                {{"name", printable(name_of(*second))}});
  }
  return index;
}

}  // namespace vramcalc::read
