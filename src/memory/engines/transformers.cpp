#include "memory/engines/transformers.h"

#include <algorithm>
#include <optional>
#include <string>

#include "memory/engines/gpu_rank.h"
#include "memory/parts/cache_items.h"
#include "memory/parts/driver_context.h"
#include "memory/parts/line_items.h"
#include "memory/parts/pass_peak.h"

namespace vramcalc::memory {
namespace {

// Rows of the hidden size beside gate, up and their product at the peak of a layer: what the
// published peaks of Qwen2.5 from 0.5B to 72B at 6 144 to 30 720 tokens come to.
// https://github.com/QwenLM/Qwen3 docs/source/benchmark/speed_benchmark.rst
constexpr std::uint64_t hidden_rows = 4;

// Eager attention: 16-bit scores, a softmax in 32 bits, and that in 16 bits again.
// src/transformers/models/llama/modeling_llama.py, eager_attention_forward
constexpr std::uint64_t score_bytes = 8;

// Logits of all tokens in 16 bits, and a copy of 32: releases before 4.45.
constexpr std::uint64_t logit_bytes = 6;

// Workspaces of cuBLAS, and what the allocator keeps beside the tensors.
constexpr Interval workspaces{{}, mebibyte * 8, mebibyte * 40};

// The part of quantised weights by which published tables lie above them: kernels pad, and schemes
// of one name differ in their scales.
constexpr std::uint64_t padding_spread = 45;

bool is_quantised(const model::WeightFormat& format) {
  return format.recipe && !std::holds_alternative<model::PlainRecipe>(*format.recipe);
}

// A checkpoint in 8-bit floats whose head is the embedding gets a head of its own: the tables of
// Qwen3-0.6B and 4B in FP8 hold it twice, those of 8B, where it is apart, once.
// https://github.com/QwenLM/Qwen3 docs/source/getting_started/speed_benchmark.md
std::optional<LineItem> separate_head(const Question& question, const GpuRank& rank) {
  const bool in_8_bit_floats =
      question.format.recipe && std::holds_alternative<model::Fp8Recipe>(*question.format.recipe);
  const model::Architecture& architecture = question.model.layout->architecture;
  if (!in_8_bit_floats || !architecture.tied_embeddings || !rank.is_last_stage) {
    return std::nullopt;
  }
  const Bytes head = Bytes{architecture.vocabulary} * architecture.hidden_size * activation_bytes;
  return bounded_item(Component::weights, rank.weights.device, {share_of(head * 9, 10), head, head},
                      Basis::measured, "separate-head",
                      {{"vocabulary", architecture.vocabulary, TermUnit::count, TermOrigin::model},
                       {"hidden", architecture.hidden_size, TermUnit::count, TermOrigin::model}});
}

// Weights in 4 bits are unpacked one matrix at a time: bitsandbytes, dequantize_4bit.
Bytes unpacked_matrix(const Question& question, const LayerWidths& widths) {
  const auto* recipe = question.format.recipe
                           ? std::get_if<model::BitsAndBytesRecipe>(&*question.format.recipe)
                           : nullptr;
  if (recipe == nullptr || recipe->bits != 4) {
    return {};
  }
  return Bytes{widths.matrix} * activation_bytes;
}

LineItem activations(const Question& question, const Transformers& options,
                     const SpreadModel& spread, const GpuRank& rank, Bytes widest_layer_cache) {
  const Workload& workload = question.workload;
  const std::uint64_t tokens = (Bytes{workload.context_tokens} * workload.parallel).count();
  const std::uint64_t width = peak_width(spread.widths, 1, hidden_rows);
  Bytes prompt = bytes_of_pass(width, tokens);
  const bool is_eager = options.attn_implementation == AttentionImplementation::eager;
  const Bytes scores =
      is_eager ? Bytes{spread.widths.heads} * score_bytes * tokens * workload.context_tokens
               : Bytes{};
  const Bytes logits = options.all_logits && rank.is_last_stage
                           ? Bytes{spread.widths.vocabulary} * logit_bytes * tokens
                           : Bytes{};
  const Bytes unpacked = unpacked_matrix(question, spread.widths);
  prompt = std::max({prompt, scores, logits}) + unpacked;
  // Once the prompt is read: logits of one token, and a layer's cache copied to be longer
  // (DynamicLayer.update concatenates keys, then values).
  const Bytes last_logits = Bytes{spread.widths.vocabulary} * logit_bytes * workload.parallel;
  const Bytes one_token = last_logits + share_of(widest_layer_cache, 2) + unpacked;
  const Bytes expected = std::max(prompt, one_token) + workspaces.expected;
  // Tables that are read off once the prompt is through show neither its peak nor the copy.
  // Scores and logits of all tokens are of the code that was asked for, not of the table.
  const Bytes low =
      std::min(std::max({last_logits, share_of(scores, 2), share_of(logits, 2)}), expected);
  const Bytes high =
      expected + workspaces.high +
      (is_quantised(question.format) ? share_of(rank.weights.language, padding_spread) : Bytes{});
  return bounded_item(
      Component::activations, rank.weights.device, {low, expected, high}, Basis::heuristic,
      "generate-peak",
      {{"tokens", tokens, TermUnit::tokens, TermOrigin::workload},
       {"width", width, TermUnit::count, TermOrigin::model},
       {"scores", scores.count(), TermUnit::bytes, TermOrigin::engine},
       {"logits", logits.count(), TermUnit::bytes, TermOrigin::engine},
       {"unpacked", unpacked.count(), TermUnit::bytes, TermOrigin::model},
       {"one_token", one_token.count(), TermUnit::bytes, TermOrigin::computed},
       {"workspaces", workspaces.expected.count(), TermUnit::bytes, TermOrigin::constant}});
}

}  // namespace

Estimate transformers_estimate(const Question& question, const Transformers& options,
                               std::span<const GpuMemory> gpus) {
  SpreadModel spread = spread_by_memory(question, gpus);
  Estimate& estimate = spread.estimate;
  const model::Architecture& architecture = question.model.layout->architecture;
  CacheRules rules = rules_of(question.workload);
  rules.index_in_8_bits = false;
  estimate.assumptions.push_back(
      {"prompt", std::to_string(question.workload.context_tokens), {MessageId::why_prompt, {}}});
  for (const GpuRank& rank : spread.ranks) {
    const Device device = rank.weights.device;
    add_weights(estimate.items, rank.weights, {});
    if (std::optional<LineItem> head = separate_head(question, rank)) {
      estimate.items.push_back(*std::move(head));
    }
    const std::vector<CacheGroup> groups =
        cache_groups(spread.grid.layers_of(rank.stage, architecture), rules);
    const SequencesKept kept{question.workload.context_tokens, question.workload.parallel, 0};
    add_cache_items(estimate.items, device, groups, kept);
    add_bytes_per_token(estimate, groups);
    estimate.items.push_back(
        activations(question, options, spread, rank, largest_layer(groups, kept)));
    estimate.contexts.push_back(torch_context(device, rank.gpu));
  }
  sort_items(estimate.items);
  return std::move(estimate);
}

}  // namespace vramcalc::memory
