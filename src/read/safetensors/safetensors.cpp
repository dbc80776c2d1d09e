#include "read/safetensors/safetensors.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <system_error>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "read/safetensors/tensor_names.h"

namespace vramcalc::read {
namespace {

namespace fs = std::filesystem;
using model::Tensor;

// The shards that are there, and where the tensors of each begin.
struct Present {
  std::vector<std::size_t> shards;         // positions in ShardSet::files
  std::vector<std::size_t> first_tensors;  // one for each
};

[[noreturn]] void refuse(const std::string& file, MessageId message, Fields fields) {
  fields.emplace_back("file", file);
  throw Error(ErrorKind::bad_input, Text{message, std::move(fields)});
}

std::string shown(const fs::path& path) {
  return printable(path.string(), 500);
}

// Which of the shards that are there holds a tensor.
std::size_t shard_of(const Present& present, std::size_t tensor) {
  const auto next =
      std::upper_bound(present.first_tensors.begin(), present.first_tensors.end(), tensor);
  return present.shards[static_cast<std::size_t>(next - present.first_tensors.begin()) - 1];
}

Present find_present(const ShardSet& set) {
  Present present;
  for (std::size_t i = 0; i < set.files.size(); ++i) {
    std::error_code ignored;
    if (fs::exists(set.folder / set.files[i], ignored)) {
      present.shards.push_back(i);
    }
  }
  return present;
}

void refuse_repeated(const ShardSet& set, const Present& present, const TensorNames& names,
                     std::span<const Tensor> tensors) {
  if (const auto second = names.repeated()) {
    refuse(shown(set.folder / set.files[shard_of(present, *second)]),
           MessageId::safetensors_repeated_name, {{"name", printable(tensors[*second].name)}});
  }
}

// Every tensor of the index where the index says, as far as shards are there.
void check_index(const ShardSet& set, const Present& present, const TensorNames& names,
                 std::span<const Tensor> tensors, std::vector<Text>& warnings) {
  std::vector<bool> is_there(set.files.size());
  for (const std::size_t shard : present.shards) {
    is_there[shard] = true;
  }
  std::uint64_t found = 0;
  for (const SafetensorsIndex::Entry& entry : set.index->entries()) {
    const std::optional<std::uint32_t> tensor = names.position(set.index->name(entry));
    if (is_there[entry.shard] && (!tensor || shard_of(present, *tensor) != entry.shard)) {
      refuse(shown(set.folder / set.files[entry.shard]), MessageId::safetensors_shard_lacks,
             {{"name", printable(set.index->name(entry))}});
    }
    found += tensor ? 1U : 0U;
  }
  if (found < tensors.size()) {
    warnings.push_back({MessageId::warning_safetensors_not_in_index,
                        {{"count", std::uint64_t{tensors.size() - found}}}});
  }
}

void warn_of_missing(const ShardSet& set, SafetensorsFile& result) {
  if (result.missing_files > 0) {
    result.warnings.push_back(
        {MessageId::warning_safetensors_missing_shards,
         {{"missing", result.missing_files}, {"count", std::uint64_t{set.files.size()}}}});
    if (set.index && set.index->total_size) {
      result.file_bytes = std::max(result.file_bytes, *set.index->total_size);
    }
  }
}

}  // namespace

SafetensorsFile read_safetensors_file(const FileSource& source) {
  SafetensorsFile result;
  result.files = 1;
  const std::size_t entries = count_safetensors_entries(source);
  result.inventory.reserve(entries);
  SafetensorsHeader header = read_safetensors_header(source, entries, result.inventory);
  result.file_bytes = header.file_bytes;
  result.header_bytes = header.header_bytes;
  result.metadata = std::move(header.metadata);
  const std::span<const Tensor> tensors = result.inventory.tensors();
  if (const auto second = TensorNames{tensors}.repeated()) {
    refuse(source.name(), MessageId::safetensors_repeated_name,
           {{"name", printable(tensors[*second].name)}});
  }
  return result;
}

SafetensorsFile read_safetensors_files(const fs::path& path) {
  ShardSet set = find_shards(path);
  Present present = find_present(set);
  if (present.shards.empty() && !set.index) {
    (void)FileSource{set.folder / set.files.front()};  // says that there is no such file
  }
  SafetensorsFile result;
  result.files = present.shards.size();
  result.missing_files = set.files.size() - present.shards.size();
  result.header_bytes = Bytes{set.index_bytes};
  if (set.index) {
    result.metadata = std::move(set.index->metadata);
  }
  std::vector<std::size_t> entries;
  for (const std::size_t shard : present.shards) {
    entries.push_back(count_safetensors_entries(FileSource{set.folder / set.files[shard]}));
  }
  result.inventory.reserve(std::min(std::accumulate(entries.begin(), entries.end(), std::size_t{0}),
                                    most_safetensors_tensors));
  for (std::size_t i = 0; i < present.shards.size(); ++i) {
    const std::size_t shard = present.shards[i];
    present.first_tensors.push_back(result.inventory.tensors().size());
    SafetensorsHeader header = read_safetensors_header(FileSource{set.folder / set.files[shard]},
                                                       entries[i], result.inventory);
    result.file_bytes += header.file_bytes;
    result.header_bytes += header.header_bytes;
    if (i == 0) {
      std::move(header.metadata.begin(), header.metadata.end(),
                std::back_inserter(result.metadata));
    }
  }
  const std::span<const Tensor> tensors = std::as_const(result.inventory).tensors();
  const TensorNames names{tensors};
  refuse_repeated(set, present, names, tensors);
  if (set.index) {
    check_index(set, present, names, tensors, result.warnings);
  }
  warn_of_missing(set, result);
  return result;
}

}  // namespace vramcalc::read
