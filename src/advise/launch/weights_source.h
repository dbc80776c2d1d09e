// Where an engine gets the weights of a plan from.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <vramcalc/advise/answer.h>
#include <vramcalc/advise/launch.h>

namespace vramcalc::advise {

struct WeightsSource {
  std::string reference;  // what the engine's command names: a path, a repository
  /// As far as it goes without the engine: what brings the weights there, what the reader has to
  /// put in their place, their sizes.
  Launch launch;
};

/// A GGUF file: the one that was named, or made of the published weights.
[[nodiscard]] WeightsSource gguf_source(const EstimateAnswer& answer);

/// A repository or a folder in Hugging Face's form. `on_the_fly`: precisions that the engine makes
/// of 16-bit weights while it loads them.
[[nodiscard]] WeightsSource hub_source(const EstimateAnswer& answer,
                                       std::span<const std::string_view> on_the_fly);

/// Whether the weights are wanted as they are published.
[[nodiscard]] bool is_published_format(const EstimateAnswer& answer);

/// A path that no program takes for an option: "./-x.gguf".
[[nodiscard]] std::string safe_path(const std::string& path);

/// "./models" and "x.gguf" of "./models/x.gguf"; a reference always has a slash.
struct PathParts {
  std::string folder;
  std::string name;
};
[[nodiscard]] PathParts parts_of(const std::string& reference);

/// "qwen3-32b": what people call the model, in letters that every program takes.
[[nodiscard]] std::string plain_name(const EstimateAnswer& answer);

}  // namespace vramcalc::advise
