#include "read/gguf/gguf.h"

#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <vramcalc/core/spelling.h>

#include "read/duplicates.h"
#include "read/gguf/error.h"
#include "read/gguf/model.h"
#include "read/gguf/part.h"
#include "read/gguf/part_name.h"

namespace vramcalc::read {
namespace {

// Gathers the parts of a model in their order; a whole file is its only part.
class GgufCheckpoint {
 public:
  void add(std::unique_ptr<GgufPart> part);
  void add_missing(std::uint64_t parts) { checkpoint_.missing_files += parts; }
  void warn(Text warning) { checkpoint_.warnings.push_back(std::move(warning)); }
  /// At least one part was added.
  [[nodiscard]] model::Checkpoint finish(const GgufSplit& split, std::string_view name) &&;

 private:
  void check_names() const;
  void check_tensor_count(const GgufSplit& split) const;

  std::unique_ptr<GgufPart> first_;  // has the metadata of the model
  model::Inventory inventory_;
  model::Checkpoint checkpoint_;
};

void GgufCheckpoint::add(std::unique_ptr<GgufPart> part) {
  checkpoint_.header_bytes += Bytes{part->read_tensors(inventory_)};
  checkpoint_.file_bytes += Bytes{part->file().size()};
  if (first_ == nullptr) {
    first_ = std::move(part);
  } else {
    ++checkpoint_.files;
  }
}

void GgufCheckpoint::check_names() const {
  std::vector<std::string_view> names;
  names.reserve(inventory_.tensors().size());
  for (const model::Tensor& tensor : inventory_.tensors()) {
    names.push_back(tensor.name);
  }
  if (const auto twice = find_duplicate(names)) {
    fail_gguf(first_->file(), MessageId::gguf_duplicate_tensor, {{"name", shown(*twice)}});
  }
}

void GgufCheckpoint::check_tensor_count(const GgufSplit& split) const {
  const std::uint64_t count = inventory_.tensors().size();
  const bool complete = checkpoint_.missing_files == 0;
  if (split.tensors && (complete ? count != *split.tensors : count > *split.tensors)) {
    fail_gguf(first_->file(), MessageId::gguf_split_tensors,
              {{"count", count}, {"expected", *split.tensors}});
  }
}

model::Checkpoint GgufCheckpoint::finish(const GgufSplit& split, std::string_view name) && {
  check_names();
  check_tensor_count(split);
  const GgufHeader& header = first_->header();
  checkpoint_.format = model::CheckpointFormat::gguf;
  checkpoint_.format_version =
      std::to_string(header.version) + (header.big_endian ? ", big-endian" : "");
  fill_gguf_checkpoint(checkpoint_, first_->metadata(), std::move(inventory_), name);
  return std::move(checkpoint_);
}

model::Checkpoint read_alone(std::unique_ptr<GgufPart> part, std::string_view name) {
  GgufCheckpoint whole;
  const GgufSplit split = part->split().value_or(GgufSplit{});
  whole.add(std::move(part));
  if (split.count > 1) {
    whole.add_missing(split.count - 1);
    whole.warn({MessageId::warning_gguf_lone_part, {{"count", split.count}}});
  }
  return std::move(whole).finish(split, name);
}

// What the file's name says and what it says itself must agree.
void check_split(const GgufPart& part, std::uint64_t number, std::uint64_t count) {
  const GgufSplit split = part.split().value_or(GgufSplit{});
  if (split.count != count) {
    fail_gguf(part.file(), MessageId::gguf_split_count,
              {{"count", split.count}, {"expected", count}});
  }
  if (split.number != number) {
    fail_gguf(part.file(), MessageId::gguf_split_number,
              {{"number", split.number}, {"expected", number}});
  }
}

model::Checkpoint read_parts(std::unique_ptr<GgufPart> given, const std::filesystem::path& folder,
                             const GgufPartName& name) {
  GgufCheckpoint whole;
  const GgufSplit split = given->split().value_or(GgufSplit{});
  std::uint64_t missing = 0;
  std::string first_missing;
  for (std::uint64_t number = 1; number <= name.count; ++number) {
    std::unique_ptr<GgufPart> part;
    std::error_code error;
    if (number == name.number) {
      part = std::move(given);
    } else if (const auto path = folder / gguf_part_name(name, number);
               std::filesystem::exists(path, error)) {
      part = std::make_unique<GgufPart>(FileSource{path});
    } else {
      first_missing = missing == 0 ? printable(path.filename().native()) : first_missing;
      ++missing;
      continue;
    }
    check_split(*part, number, name.count);
    whole.add(std::move(part));
  }
  if (missing > 0) {
    whole.add_missing(missing);
    whole.warn({MessageId::warning_gguf_missing_parts,
                {{"missing", missing}, {"count", name.count}, {"file", first_missing}}});
  }
  return std::move(whole).finish(split, name.prefix);
}

}  // namespace

model::Checkpoint read_gguf(FileSource file) {
  auto part = std::make_unique<GgufPart>(std::move(file));
  const std::string name = part->file().name();
  model::Checkpoint checkpoint = read_alone(std::move(part), name);
  checkpoint.path = name;
  return checkpoint;
}

model::Checkpoint read_gguf_file(const std::filesystem::path& path) {
  auto part = std::make_unique<GgufPart>(FileSource{path});
  const auto name = parse_gguf_part_name(path.filename().native());
  model::Checkpoint checkpoint = part->split() && name
                                     ? read_parts(std::move(part), path.parent_path(), *name)
                                     : read_alone(std::move(part), path.stem().native());
  checkpoint.path = path.native();
  return checkpoint;
}

}  // namespace vramcalc::read
