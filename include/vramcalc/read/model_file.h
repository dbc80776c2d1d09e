// Models that people have: GGUF, safetensors, config.json, and folders of them.
//
// Only headers are read. All of it is untrusted: sizes are checked before anything is allocated,
// and no input makes it allocate more than 64 MiB beyond the header of its own file.
#pragma once

#include <filesystem>
#include <istream>
#include <string_view>

#include <vramcalc/model/checkpoint.h>

namespace vramcalc::read {

struct ModelFileOptions {
  std::string_view architecture{};  // a known model_type that the config's layout follows
  bool components = false;  // Checkpoint::components too, which stores the whole model once more
};

/// By what the path is: a folder (model.safetensors.index.json, *.safetensors, *.gguf, config.json,
/// in this order), a first shard, an index, or by the first bytes of the file. Errors are
/// Error(not_found), Error(bad_input) and, for a config of an unknown model_type,
/// Error(unsupported) with the rule's figure in the hint where it can be told.
[[nodiscard]] model::Checkpoint read_model_file(const std::filesystem::path& path,
                                                const ModelFileOptions& options = {});

/// A config.json as text, from a stream or a catalogue. `name` stands for it in messages.
[[nodiscard]] model::Checkpoint read_model_config_text(std::string_view text, std::string_view name,
                                                       const ModelFileOptions& options = {});

/// A config.json on its way in: standard input.
[[nodiscard]] model::Checkpoint read_model_config_stream(std::istream& in,
                                                         const ModelFileOptions& options = {});

/// No config.json is larger: 8 MiB. Those of mixed NVFP4 checkpoints, which list every quantised
/// module, have 3 MB.
inline constexpr Bytes largest_config{std::uint64_t{8} << 20};

}  // namespace vramcalc::read
