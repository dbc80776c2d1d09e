// One safetensors file: eight bytes that give the length of a JSON text, the text, the numbers.
// https://github.com/huggingface/safetensors README.md and safetensors/src/tensor.rs
//
// Only the text is read, as a stream: what it says of a tensor goes straight into the inventory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/model/checkpoint.h>
#include <vramcalc/model/tensor.h>

#include "read/file_source.h"

namespace vramcalc::read {

/// MAX_HEADER_SIZE of tensor.rs.
inline constexpr std::uint64_t largest_safetensors_header = 100'000'000;
/// In one file or over a folder. The largest models have a tenth of them.
inline constexpr std::size_t most_safetensors_tensors = 900'000;
/// An entry cannot be shorter: what a header of some length can hold at most.
inline constexpr std::string_view shortest_safetensors_entry =
    R"("":{"dtype":"F4","shape":[],"data_offsets":[0,0]},)";
inline constexpr std::size_t longest_tensor_name = 1024;
inline constexpr std::size_t most_metadata_entries = 10'000;
/// Longer texts of the metadata are cut; their length is kept.
inline constexpr std::size_t longest_metadata_value = 1024;
/// No text of a header is longer.
inline constexpr std::size_t longest_header_text = std::size_t{2} << 20;

struct SafetensorsHeader {
  Bytes header_bytes;  // the eight and the text
  Bytes file_bytes;
  std::vector<model::MetadataEntry> metadata;
};

/// Whether a file begins like one: a length that is possible and an opening brace.
[[nodiscard]] bool looks_like_safetensors(const FileSource& source);

/// The bytes of the JSON text. Throws Error(bad_input) where there can be none of that length.
[[nodiscard]] std::uint64_t safetensors_header_length(const FileSource& source);

/// The most tensors that a file can have: the opening braces of its header. Read before the header
/// is, so that room is made once; a list that doubles would hold three times as much at its height.
[[nodiscard]] std::size_t count_safetensors_entries(const FileSource& source);

/// Adds the tensors of a file, all in TensorPart::language. Throws Error(bad_input) for whatever
/// tensor.rs refuses, and for a file that is shorter or longer than its tensors. Names are not
/// compared: that is for TensorNames over all files. `entries` are the counted ones.
SafetensorsHeader read_safetensors_header(const FileSource& source, std::size_t entries,
                                          model::Inventory& inventory);

}  // namespace vramcalc::read
