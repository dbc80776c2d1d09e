// What a config.json tells of a model: its layers, its tensors, how they are published.
#pragma once

#include <filesystem>
#include <string_view>

#include <vramcalc/model/checkpoint.h>
#include <vramcalc/model/config.h>
#include <vramcalc/read/model_file.h>

namespace vramcalc::read {

/// Throws Error(unsupported) for an unknown model_type, Error(bad_input) for figures that are
/// missing or make no sense.
[[nodiscard]] model::Checkpoint checkpoint_of_config(const model::Config& config,
                                                     const ModelFileOptions& options);

/// How people call the model at that path: the repository in a download cache
/// ("models--Qwen--Qwen3-8B/snapshots/..."), else the folder of a config.json, else the file.
[[nodiscard]] std::string model_name_of(const std::filesystem::path& path);

}  // namespace vramcalc::read
