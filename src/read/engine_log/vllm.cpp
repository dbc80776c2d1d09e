// Figures and errors in a log of vLLM.
//
// https://github.com/vllm-project/vllm: vllm/v1/worker/gpu_worker.py (determine_available_memory,
// compile_or_warm_up_model), vllm/v1/worker/gpu_model_runner.py and vllm/v1/core/kv_cache_utils.py;
// of its first engine, which went with 0.11, vllm/worker/worker.py. "GB" are GiB there, too.
#include <algorithm>
#include <array>

#include "read/engine_log/arguments.h"
#include "read/engine_log/vllm_settings.h"
#include "read/engine_log/workers.h"

namespace vramcalc::read {
namespace {

using memory::Component;

struct Form {
  std::string_view mark;   // the figure follows
  std::string_view needs;  // somewhere in the line
  Component component;
};

constexpr std::array forms{
    Form{"Model loading took ", "", Component::weights},
    Form{"Loading model weights took ", "", Component::weights},
    // The first engine's budget, in its newer and its older form.
    Form{"model weights take ", "non_torch_memory takes ", Component::weights},
    Form{"non_torch_memory takes ", "", Component::context},
    Form{"PyTorch activation peak memory takes ", "", Component::activations},
    Form{"the rest of the memory reserved for KV Cache is ", "", Component::kv_cache},
    Form{"non_torch_memory=", "Memory profiling results: ", Component::context},
    Form{"kv_cache_size=", "Memory profiling results: ", Component::kv_cache},
    // The second engine's; the sum of parts is printed for debugging.
    Form{"weights memory: ", "Total non KV cache memory: ", Component::weights},
    Form{"non-torch forward increase memory: ", "Total non KV cache memory: ", Component::context},
    Form{"torch peak memory increase: ", "Total non KV cache memory: ", Component::activations},
    Form{"Available KV cache memory: ", "", Component::kv_cache},
    Form{", reserved ", "memory for KV Cache as specified by", Component::kv_cache},
    Form{"Current kv cache memory in use is ", "", Component::kv_cache},
    Form{"the available KV cache memory (", "", Component::kv_cache},
    Form{" secs, took ", "Graph capturing finished in ", Component::cuda_graphs},
    Form{"CUDA graph pool memory: ", "(actual)", Component::cuda_graphs},
};

// A figure that stands before its words: "1.97 GiB for peak activation".
std::optional<std::string_view> before(std::string_view text, std::string_view words) {
  const std::size_t end = text.find(words);
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t begin = text.substr(0, end).rfind(' ');
  return text.substr(begin == std::string_view::npos ? 0 : begin + 1);
}

// What a sum holds beside the weights, which were printed apart.
void take_rest(const LogLine& line, LogState& state, Component component,
               std::string_view printed) {
  const std::optional<PrintedSize> sum = leading_size(printed);
  const std::optional<PrintedSize> weights = kept_of(line, state, Component::weights);
  if (sum && weights && sum->bytes.count() >= weights->bytes.count()) {
    take_size(line, state, component,
              {Bytes{sum->bytes.count() - weights->bytes.count()},
               Bytes{sum->resolution.count() + weights->resolution.count()}},
              Repeated::the_same);
  } else if (weights || !state.workers.contains(Component::weights)) {
    state.has_unread_figure = true;  // unless it is another worker's
  }
}

// "Free memory on device (78.66/79.19 GiB) on startup. Desired GPU memory utilization is (0.9,
// 71.27 GiB). Actual usage is 14.08 GiB for weight, 1.97 GiB for peak activation, 0.07 GiB for
// non-torch memory, and 0.67 GiB for CUDAGraph memory. ..." Newer versions: "57.26 GiB for
// consumed memory (weights + non-torch)".
bool read_usage(const LogLine& line, LogState& state) {
  const std::optional<std::string_view> usage = behind(line.text, "Actual usage is ");
  if (!usage || !contains(*usage, " GiB for peak activation") || !claim(state, "vllm")) {
    return false;
  }
  struct Part {
    std::string_view words;
    Component component;
  };
  constexpr std::array parts{Part{" GiB for weight", Component::weights},
                             Part{" GiB for peak activation", Component::activations},
                             Part{" GiB for non-torch memory", Component::context},
                             Part{" GiB for CUDAGraph memory", Component::cuda_graphs}};
  for (const Part& part : parts) {
    const std::optional<std::string_view> printed = before(*usage, part.words);
    if (printed && !take_figure(line, state, part.component, *printed, Repeated::the_same)) {
      state.has_unread_figure = true;
    }
  }
  if (contains(*usage, " GiB for consumed memory")) {
    take_rest(line, state, Component::context, *usage);
  }
  return true;
}

bool read_figures(const LogLine& line, LogState& state) {
  bool understood = false;
  for (const Form& form : forms) {
    const std::optional<std::string_view> printed = behind(line.text, form.mark);
    if (!printed || !contains(line.text, form.needs)) {
      continue;
    }
    // Others load models, too, but say no size.
    const std::string_view size = printed->substr(printed->starts_with('-') ? 1 : 0);
    if (leading_size(size) && claim(state, "vllm")) {
      understood =
          take_figure(line, state, form.component, *printed, Repeated::the_same) || understood;
    } else if (state.log.engine == "vllm") {
      state.has_unread_figure = true;
    }
  }
  const std::optional<std::string_view> peak = behind(line.text, " peak_torch_memory=");
  if (peak && understood) {
    take_rest(line, state, Component::activations, *peak);
  }
  return understood;
}

// "the current vLLM instance can use total_gpu_memory (79.22GiB) x gpu_memory_utilization (0.90) =
// 71.30GiB", and the like of other versions.
bool read_budget(std::string_view line, LogState& state) {
  struct Budget {
    std::string_view words;
    std::string_view card;
    std::string_view share;
  };
  constexpr std::array budgets{
      Budget{"vLLM instance can use ", "total_gpu_memory (", "gpu_memory_utilization ("},
      Budget{"Memory profiling results: ", "total_gpu_memory=", "gpu_memory_utilization="},
      Budget{" on startup. Desired GPU memory utilization", "/", "utilization is ("},
      Budget{" on startup is less than desired GPU memory", "/", "utilization ("}};
  for (const Budget& budget : budgets) {
    if (!contains(line, budget.words) || !claim(state, "vllm")) {
      continue;
    }
    // A prefix may hold dates and paths.
    const std::string_view text =
        budget.card == "/" ? behind(line, "Free memory on device").value_or("") : line;
    note_gpu_memory(behind(text, budget.card).value_or(""), state);
    if (const auto share = behind(text, budget.share)) {
      fill(state.log.serving.memory_fraction, leading_share(*share), false);
    }
    return true;
  }
  return false;
}

bool read_refusal(std::string_view line, LogState& state) {
  constexpr std::array<std::string_view, 3> refusals{
      "No available memory for the cache blocks", "To serve at least one request with the model",
      "maximum number of tokens that can be stored in KV cache"};
  const bool is_refusal =
      std::any_of(refusals.begin(), refusals.end(),
                  [&](std::string_view words) { return contains(line, words); });
  if (is_refusal && claim(state, "vllm")) {
    state.log.serving.needs_more_cache = true;
    if (const auto length = behind(line, "max seq len ("); length && leading_tokens(*length)) {
      state.log.settings.context_tokens = leading_tokens(*length);
    }
    if (const auto tokens = behind(line, "stored in KV cache (");
        tokens && leading_tokens(*tokens)) {
      state.log.serving.cache_tokens = leading_tokens(*tokens);
    }
    return true;
  }
  if (contains(line, " on startup is less than desired GPU memory") && claim(state, "vllm")) {
    state.log.out_of_memory = true;
    return true;
  }
  return false;
}

}  // namespace

bool read_vllm(const LogLine& line, LogState& state) {
  if (!state.log.engine.empty() && state.log.engine != "vllm") {
    return false;
  }
  const bool has_settings = read_vllm_settings(line, state);
  const bool has_figures = read_figures(line, state);
  const bool has_usage = read_usage(line, state);
  const bool has_budget = read_budget(line.text, state);
  const bool is_refusal = read_refusal(line.text, state);
  return has_settings || has_figures || has_usage || has_budget || is_refusal;
}

}  // namespace vramcalc::read
