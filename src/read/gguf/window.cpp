#include "read/gguf/window.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace vramcalc::read {
namespace {

// What files leave to the loader: every how manieth layer looks at all tokens, and the window of
// the others where none is stated. swa_period, n_swa and set_swa_pattern(),
// https://github.com/ggml-org/llama.cpp src/models/
struct WindowDefaults {
  std::string_view architecture;
  std::uint64_t period;
  std::uint64_t window = 0;
};
constexpr std::array window_defaults{
    WindowDefaults{"cohere2", 4},      WindowDefaults{"exaone4", 4},
    WindowDefaults{"gemma2", 2, 4096}, WindowDefaults{"gemma3", 6},
    WindowDefaults{"gpt-oss", 2},      WindowDefaults{"olmo2", 4},
    WindowDefaults{"llama4", 4, 8192},
};

bool in_period(std::size_t layer, std::uint64_t period) {
  return period == 0 || layer % period < period - 1;
}

}  // namespace

std::uint64_t gguf_window(const GgufFigures& figures, std::size_t layer) {
  const auto* const defaults =
      std::find_if(window_defaults.begin(), window_defaults.end(),
                   [&](const auto& row) { return row.architecture == figures.architecture; });
  const bool known = defaults != window_defaults.end();
  const std::uint64_t window = figures.window.value_or(known ? defaults->window : 0);
  const GgufMetadata::PerLayer& pattern = figures.window_pattern;
  const bool slides = pattern.is_list    ? pattern[layer] != 0
                      : !pattern.empty() ? in_period(layer, pattern[0])
                                         : known && in_period(layer, defaults->period);
  return slides ? window : 0;
}

}  // namespace vramcalc::read
