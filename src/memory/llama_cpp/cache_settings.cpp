#include "memory/llama_cpp/cache_settings.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include <vramcalc/core/error.h>

namespace vramcalc::memory::llama_cpp {
namespace {

using model::StorageType;

// kv_cache_types, https://github.com/ggml-org/llama.cpp common/arg.cpp
constexpr std::array cache_types{StorageType::f32,    StorageType::f16,  StorageType::bf16,
                                 StorageType::q8_0,   StorageType::q4_0, StorageType::q4_1,
                                 StorageType::iq4_nl, StorageType::q5_0, StorageType::q5_1};

// LLAMA_MAX_SEQ, https://github.com/ggml-org/llama.cpp src/llama-cparams.h
constexpr std::uint64_t most_sequences = 256;

// --ctx-size is an int, https://github.com/ggml-org/llama.cpp common/arg.cpp
constexpr std::uint64_t most_tokens = std::numeric_limits<std::int32_t>::max();

[[noreturn]] void refuse(MessageId reason, Fields fields, MessageId hint) {
  throw Error(ErrorKind::unsupported, {reason, std::move(fields)}, Text{hint, {}});
}

std::string name_of(StorageType type) {
  return std::string{model::facts_of(type).name};
}

bool is_quantised(StorageType type) {
  return model::facts_of(type).block_elements > 1;
}

void check_type(StorageType type) {
  if (std::find(cache_types.begin(), cache_types.end(), type) == cache_types.end()) {
    refuse(MessageId::llama_cpp_cache_type, {{"type", name_of(type)}},
           MessageId::hint_llama_cpp_cache_type);
  }
}

// "K cache type %s with block size %u does not divide n_embd_head_k=%u" in llama_init_from_model,
// https://github.com/ggml-org/llama.cpp src/llama-context.cpp. Without flash attention it is
// ggml_row_size of a head that fails.
void check_head(std::string_view cache, StorageType type, std::uint64_t head) {
  const std::uint64_t block = model::facts_of(type).block_elements;
  if (head % block != 0) {
    refuse(
        MessageId::llama_cpp_head_not_in_blocks,
        {{"cache", std::string{cache}}, {"type", name_of(type)}, {"block", block}, {"head", head}},
        MessageId::hint_llama_cpp_head_not_in_blocks);
  }
}

void check_layer(const model::Layer& layer, const Workload& workload) {
  if (const auto* grouped = std::get_if<model::GroupedAttention>(&layer.mixer)) {
    if (grouped->kv_heads != 0) {
      check_head("K", workload.cache_type_k, grouped->key_length);
      check_head("V", workload.cache_type_v, grouped->value_length);
      check_head("K", workload.cache_type_k, grouped->index_key_length);
    }
  } else if (const auto* latent = std::get_if<model::LatentAttention>(&layer.mixer)) {
    // "model does not support different K (%s) and V (%s) cache types" in llama_init_from_model,
    // https://github.com/ggml-org/llama.cpp/pull/25871
    if (workload.cache_type_k != workload.cache_type_v) {
      refuse(MessageId::llama_cpp_latent_types,
             {{"keys", name_of(workload.cache_type_k)}, {"values", name_of(workload.cache_type_v)}},
             MessageId::hint_llama_cpp_latent_types);
    }
    check_head("K", workload.cache_type_k, latent->kv_lora_rank);
    check_head("K", workload.cache_type_k, latent->rope_length);
    check_head("K", workload.cache_type_k, latent->index_key_length);
  }
}

}  // namespace

void check_lengths(const Workload& workload) {
  if (workload.context_tokens == 0 || workload.parallel == 0) {
    refuse(MessageId::llama_cpp_no_context, {}, MessageId::hint_llama_cpp_no_context);
  }
  if (workload.parallel > most_sequences) {
    refuse(MessageId::llama_cpp_too_many_sequences,
           {{"count", workload.parallel}, {"most", most_sequences}},
           MessageId::hint_llama_cpp_too_many_sequences);
  }
  if (workload.context_tokens > most_tokens / workload.parallel) {
    refuse(
        MessageId::llama_cpp_context_too_long,
        {{"tokens", workload.context_tokens}, {"count", workload.parallel}, {"most", most_tokens}},
        MessageId::hint_llama_cpp_context_too_long);
  }
}

void check_cache_settings(const model::Architecture& architecture, const Workload& workload,
                          const LlamaCpp& options) {
  check_lengths(workload);
  check_type(workload.cache_type_k);
  check_type(workload.cache_type_v);
  // "quantized V cache requires flash_attn to be enabled" in llama_init_from_model
  if (!options.flash_attention && is_quantised(workload.cache_type_v)) {
    refuse(MessageId::llama_cpp_quantised_values, {{"type", name_of(workload.cache_type_v)}},
           MessageId::hint_llama_cpp_quantised_values);
  }
  for (const model::Layer& layer : architecture.layers) {
    check_layer(layer, workload);
  }
}

}  // namespace vramcalc::memory::llama_cpp
