// A safetensors file, or, where it begins with a brace, the index of one.
#include <string_view>
#include <vramcalc/core/error.h>

#include "fuzz/check.h"
#include "fuzz/fuzz.h"
#include "read/safetensors/packed_weights.h"
#include "read/safetensors/parts.h"
#include "read/safetensors/safetensors.h"

namespace {

using namespace vramcalc;

void check_metadata(const std::vector<model::MetadataEntry>& metadata) {
  for (const model::MetadataEntry& entry : metadata) {
    fuzz::check(fuzz::is_utf8(entry.key), "a key is UTF-8");
    fuzz::check(entry.value.size() <= read::longest_metadata_value, "a long text is cut");
  }
}

void read_file(const read::FileSource& source) {
  read::SafetensorsFile file = read::read_safetensors_file(source);
  fuzz::check(read::looks_like_safetensors(source), "what is read looks like it");
  check_metadata(file.metadata);
  Bytes sum;
  for (const model::Tensor& tensor : file.inventory.tensors()) {
    fuzz::check(fuzz::is_utf8(tensor.name), "a name is UTF-8");
    sum += bytes_of(tensor);
  }
  fuzz::check(file.header_bytes + sum == file.file_bytes, "a file is its header and its tensors");
  read::assign_parts(file.inventory.tensors(), 1);
  const std::span<const model::Tensor> tensors = file.inventory.tensors();
  read::Packing packing;
  packing.group = 32;
  for (const read::Packing& any : {read::Packing{}, packing}) {
    const read::WeightCounts counts = read::count_weights(tensors, read::TensorNames{tensors}, any);
    fuzz::check(counts.guessed_tensors <= tensors.size(), "no tensor is guessed twice");
    fuzz::check(counts.of(model::TensorPart::scale) == 0, "scales are no weights");
  }
}

void read_index(const read::FileSource& source) {
  const read::SafetensorsIndex index = read::read_safetensors_index(source);
  check_metadata(index.metadata);
  for (const read::SafetensorsIndex::Entry& entry : index.entries()) {
    fuzz::check(fuzz::is_utf8(index.name(entry)), "a name of the index is UTF-8");
    const std::string& shard = index.shards.at(entry.shard);
    fuzz::check(shard.find('/') == std::string::npos && shard != "..", "a shard has no path");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const read::FileSource source{bytes, "fuzz.safetensors"};
  try {
    if (bytes.starts_with('{')) {
      read_index(source);
    } else {
      read_file(source);
    }
  } catch (const Error& error) {
    // A sum of weights that leaves 64 bits belongs to no place in the file.
    if (error.message().id != MessageId::error_size_overflow) {
      fuzz::check_error(error, "fuzz.safetensors");
    }
  }
  return 0;
}
