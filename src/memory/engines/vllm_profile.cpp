#include "memory/engines/vllm_profile.h"

#include <algorithm>

#include "memory/parts/line_items.h"
#include "memory/parts/pass_peak.h"
#include "memory/parts/tensor_name.h"
#include "memory/parts/whole_numbers.h"

namespace vramcalc::memory {
namespace {

// Rows of the hidden size that are alive in a layer besides what the projections make: logs of
// dense models whose batch decides the peak print 5.1 to 5.3.
constexpr std::uint64_t hidden_rows = 5;

// Bytes of a logit at the peak of the sampler's warm-up, in tenths. With a sort: 16-bit logits, a
// copy of 32 bits, sorted values, 64-bit indices and the sort's own copies, 38.5 to 41 on eight
// models. With the Triton kernel or FlashInfer: about 12 to 14. The second runner warms up without
// top-k and top-p: 16-bit logits and their copy of 32 bits.
// https://github.com/vllm-project/vllm/pull/32558, vllm/v1/worker/gpu/sample/sampler.py
struct TenthsOfByte {
  std::uint64_t low;
  std::uint64_t expected;
  std::uint64_t high;
};
constexpr TenthsOfByte with_sort{120, 385, 470};
constexpr TenthsOfByte with_kernel{60, 130, 410};
constexpr TenthsOfByte with_second_runner{60, 60, 140};

// Towers run on as many of the largest images or videos as a batch holds: 1.9 to 6.9 GiB in logs of
// Qwen-VL, Qwen-Omni and audio models.
constexpr Interval tower_peak{gibibyte * 1, gibibyte * 3, gibibyte * 7};

// Of every captured batch size, and for the first: 0.11 GiB with 7 sizes, 0.22 with 19, 0.47 to
// 0.51 with 67 in logs of single GPUs; two to four times that on several.
constexpr Bytes first_graph = mebibyte * 60;
constexpr Bytes next_graph = mebibyte * 65;  // of ten
constexpr std::uint64_t graphs_of_next = 10;
constexpr std::uint64_t largest_captured = 512;

// "non_torch_memory" of runs on one GPU: 0.01 to 0.26 GiB.
constexpr Interval workspaces{mebibyte * 10, mebibyte * 110, mebibyte * 280};

// Mxfp4MoEMethod.create_weights, vllm/model_executor/layers/quantization/mxfp4.py
constexpr std::uint64_t hidden_step = 256;
constexpr std::uint64_t expert_step = 128;
constexpr Ratio mxfp4_bytes{17, 32};

TenthsOfByte bytes_of_release(const Vllm& options) {
  if (options.release >= vllm_with_second_runner) {
    return with_second_runner;
  }
  const bool has_kernel = options.flashinfer_sampler || options.release >= vllm_with_triton_sampler;
  return has_kernel ? with_kernel : with_sort;
}

TenthsOfByte bytes_of_logit(const Vllm& options) {
  TenthsOfByte bytes = bytes_of_release(options);
  if (options.is_any_release) {
    bytes.high = std::max(bytes.high, with_sort.expected);
  }
  return bytes;
}

Interval widest(const Interval& a, const Interval& b) {
  return {std::max(a.low, b.low), std::max(a.expected, b.expected), std::max(a.high, b.high)};
}

bool samples(const GpuRank& rank) {
  return rank.is_last_stage;
}

// _set_cudagraph_sizes, vllm/config/vllm.py: 1, 2, 4, every eighth, from 256 on every sixteenth.
std::uint64_t captured_sizes(std::uint64_t sequences, std::uint64_t batched_tokens) {
  const std::uint64_t most = std::min({2 * sequences, largest_captured, batched_tokens});
  std::uint64_t sizes = std::min<std::uint64_t>(most, 2) + (most >= 4 ? 1 : 0);
  sizes += std::min<std::uint64_t>(most, 255) / 8;
  sizes += most >= 256 ? (most - 256) / 16 + 1 : 0;
  return sizes;
}

}  // namespace

LineItem vllm_activations(const SpreadModel& spread, const GpuRank& rank, const Vllm& options,
                          const VllmSettings& settings) {
  const std::uint64_t width = peak_width(spread.widths, spread.grid.tensor, hidden_rows);
  const Bytes layer = bytes_of_pass(width, settings.batched_tokens);
  Interval peak{share_of(layer * 7, 10), layer, layer * 2};
  const TenthsOfByte logit = bytes_of_logit(options);
  if (samples(rank)) {
    const Bytes logits = Bytes{settings.sequences} * spread.widths.vocabulary;
    peak = widest(peak, {share_of(logits * logit.low, 10), share_of(logits * logit.expected, 10),
                         share_of(logits * logit.high, 10)});
  }
  const bool has_tower = rank.weights.towers > Bytes{} && !options.language_model_only;
  if (has_tower) {
    peak = widest(peak, tower_peak);
  }
  return bounded_item(
      Component::activations, rank.weights.device, peak, Basis::heuristic, "vllm-profile",
      {{"batched_tokens", settings.batched_tokens, TermUnit::tokens, TermOrigin::engine},
       {"width", width, TermUnit::count, TermOrigin::model},
       {"sequences", samples(rank) ? settings.sequences : 0, TermUnit::count, TermOrigin::engine},
       {"vocabulary", spread.widths.vocabulary, TermUnit::count, TermOrigin::model},
       {"tenths_of_byte", logit.expected, TermUnit::count, TermOrigin::constant},
       {"tower", has_tower ? tower_peak.expected.count() : 0, TermUnit::bytes,
        TermOrigin::constant}});
}

std::optional<LineItem> vllm_sampler_state(const SpreadModel& spread, const GpuRank& rank,
                                           const Vllm& options, const VllmSettings& settings) {
  if (options.release < vllm_with_second_runner || !samples(rank)) {
    return std::nullopt;
  }
  // A 32-bit count of the output and a bit of the prompt: vllm/v1/worker/gpu/sample/penalties.py
  const std::uint64_t vocabulary = spread.widths.vocabulary;
  const Bytes bytes = scaled(Bytes{vocabulary} * settings.sequences, {33, 8});
  return bounded_item(Component::output, rank.weights.device, {{}, bytes, bytes}, Basis::derived,
                      "vllm-sampler-state",
                      {{"sequences", settings.sequences, TermUnit::count, TermOrigin::engine},
                       {"vocabulary", vocabulary, TermUnit::count, TermOrigin::model}});
}

std::optional<LineItem> vllm_graphs(const SpreadModel& spread, const GpuRank& rank,
                                    const Vllm& options, const VllmSettings& settings) {
  if (options.enforce_eager) {
    return std::nullopt;
  }
  const std::uint64_t sizes = captured_sizes(settings.sequences, settings.batched_tokens);
  const std::uint64_t factor = spread.grid.gpus() > 1 ? 2 : 1;
  const Bytes expected = (first_graph + scaled(next_graph * sizes, {1, graphs_of_next})) * factor;
  const Bytes high = expected * 2 + mebibyte * 400;
  return bounded_item(Component::cuda_graphs, rank.weights.device,
                      {share_of(expected, 3), expected, high}, Basis::heuristic, "vllm-cuda-graphs",
                      {{"first", first_graph.count(), TermUnit::bytes, TermOrigin::constant},
                       {"next_ten", next_graph.count(), TermUnit::bytes, TermOrigin::constant},
                       {"sizes", sizes, TermUnit::count, TermOrigin::engine},
                       {"factor", factor, TermUnit::count, TermOrigin::constant}});
}

LineItem vllm_workspaces(const GpuRank& rank) {
  return bounded_item(
      Component::context, rank.weights.device, workspaces, Basis::measured, "workspaces",
      {{"libraries", workspaces.expected.count(), TermUnit::bytes, TermOrigin::constant}});
}

std::optional<LineItem> vllm_expert_padding(const Question& question, const SpreadModel& spread,
                                            const GpuRank& rank) {
  const auto* recipe = question.format.recipe
                           ? std::get_if<model::MicroscalingRecipe>(&*question.format.recipe)
                           : nullptr;
  const LayerWidths& widths = spread.widths;
  if (recipe == nullptr || recipe->format != model::MicroscalingRecipe::Format::mxfp4 ||
      widths.expert == 0) {
    return std::nullopt;
  }
  const model::Architecture& architecture = question.model.layout->architecture;
  std::uint64_t layers = 0;
  for (const model::Layer& layer : spread.grid.layers_of(rank.stage, architecture)) {
    layers += layer.feed_forward == model::FeedForwardKind::experts ? 1 : 0;
  }
  const std::uint64_t ranks = spread.grid.tensor;
  const std::uint64_t expert = (widths.expert + ranks - 1) / ranks;
  const std::uint64_t more =
      rounded_up(widths.hidden, hidden_step) * rounded_up(expert, expert_step) -
      widths.hidden * expert;
  const std::uint64_t matrices = layers * architecture.experts * (widths.has_gate ? 3 : 2);
  const Bytes bytes = scaled(Bytes{matrices} * more, mxfp4_bytes);
  if (bytes == Bytes{}) {
    return std::nullopt;
  }
  return certain_item(Component::weights, rank.weights.device, bytes, Basis::derived,
                      "expert-padding",
                      {{"matrices", matrices, TermUnit::count, TermOrigin::model},
                       {"padding", more, TermUnit::count, TermOrigin::computed}});
}

std::optional<LineItem> vllm_lora(const Question& question, const SpreadModel& spread,
                                  const GpuRank& rank, const Vllm& options) {
  if (options.max_loras == 0) {
    return std::nullopt;
  }
  // Of every matrix [in, out]: rank × (in + out), at most the whole of each on every rank
  // (vllm/lora/layers/base_linear.py). Columns are cut over the ranks, rows of what is cut by rows.
  std::uint64_t sides = 0;
  const std::uint64_t ranks = spread.grid.tensor;
  for (const model::Tensor& tensor : question.model.layout->inventory.tensors()) {
    const TensorName name = parsed_name(tensor.name);
    const bool is_linear = tensor.part == model::TensorPart::language && name.layer &&
                           tensor.shape.true_rank() >= 2 && !name.root.ends_with("norm") &&
                           name.root != "ssm_conv1d" && name.root != "ffn_gate_inp" &&
                           spread.grid.stage_of(*name.layer) == rank.stage;
    if (!is_linear) {
      continue;
    }
    const bool cut_by_rows = name.root == "attn_output" || name.root.starts_with("ffn_down");
    const std::uint64_t in = tensor.shape[0];
    const std::uint64_t out = tensor.shape[1];
    sides += (cut_by_rows ? in / ranks + out : in + out / ranks) * tensor.shape[2];
  }
  const Bytes bytes = Bytes{sides} * options.max_lora_rank * options.max_loras * activation_bytes;
  return certain_item(Component::adapter_weights, rank.weights.device, bytes, Basis::derived,
                      "lora-buffers",
                      {{"sides", sides, TermUnit::count, TermOrigin::model},
                       {"rank", options.max_lora_rank, TermUnit::count, TermOrigin::engine},
                       {"adapters", options.max_loras, TermUnit::count, TermOrigin::engine}});
}

}  // namespace vramcalc::memory
