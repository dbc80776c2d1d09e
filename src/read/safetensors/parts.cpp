#include "read/safetensors/parts.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>

namespace vramcalc::read {
namespace {

using model::Tensor;
using model::TensorPart;

// Module names as the model classes have them,
// https://github.com/huggingface/transformers src/transformers/models/*/modeling_*.py, and those of
// models that bring their own code: Qwen-VL (transformer.visual), InternVL (vision_model, mlp1),
// MiniCPM-V (vpm, resampler, apm), Molmo (vision_backbone), Phi-3 and Phi-4 multimodal
// (vision_embed_tokens, image_embed, audio_embed), DeepSeek-VL and Janus (aligner), Mistral's own
// format (vision_encoder, vision_language_adapter).
constexpr std::string_view vision_modules[]{
    "visual",
    "vision_tower",
    "vision_model",
    "vision_encoder",
    "vision_embed_tokens",
    "vision_embedder",
    "vision_backbone",
    "vision_adapter",
    "vision_projection",
    "vision_projector",
    "vision_language_adapter",
    "vision_resampler",
    "embed_vision",
    "multi_modal_projector",
    "mm_projector",
    "multimodal_projector",
    "pre_mm_projector_norm",
    "patch_merger",
    "patch_merge_mlp",
    "image_newline",
    "image_embed",
    "image_encoder",
    "image_projector",
    "img_projector",
    "view_seperator",
    "visual_tokenizer",
    "vit_large_projector",
    "vision_tower_high",
    "sam_model",
    "aligner",
    "vpm",
    "resampler",
    "mlp1",
    "connector",
    "vit",
    "vte",
};

constexpr std::string_view audio_modules[]{
    "audio_tower",   "audio_model", "audio_encoder",  "audio_embed",           "audio_projector",
    "audio_adapter", "embed_audio", "speech_encoder", "speech_projector",      "apm",
    "talker",        "token2wav",   "code2wav",       "audio_projection_layer"};

// Low-rank adapters, https://github.com/huggingface/peft src/peft/tuners/lora/layer.py.
constexpr std::string_view adapter_words[]{"lora_A", "lora_B", "lora_embedding_A",
                                           "lora_embedding_B", "lora_magnitude_vector"};

// Beside the packed weights of GPTQ and AWQ (scales, qzeros, g_idx), bitsandbytes (absmax,
// quant_map, SCB), fp8 (weight_scale, weight_scale_inv, input_scale, k_scale, v_scale),
// compressed-tensors (weight_zero_point, weight_shape, ..._global_scale), modelopt
// (weight_scale_2), MLX (scales, biases), ExLlama 2 (q_scale, q_groups, q_perm) and ExLlama 3 (suh,
// svh, mcg, mul1).
constexpr std::string_view scale_words[]{
    "scales",
    "qzeros",
    "g_idx",
    "biases",
    "absmax",
    "nested_absmax",
    "quant_map",
    "nested_quant_map",
    "SCB",
    "weight_format",
    "weight_scale",
    "weight_scale_inv",
    "weight_scale_2",
    "weight_scales",
    "weight_global_scale",
    "input_scale",
    "input_scale_inv",
    "input_global_scale",
    "output_scale",
    "k_scale",
    "v_scale",
    "q_scale",
    "q_scale_max",
    "q_groups",
    "q_group_map",
    "q_perm",
    "q_invperm",
    "weight_zero_point",
    "weight_shape",
    "weight_g_idx",
    "input_zero_point",
    "zeros",
    "suh",
    "svh",
    "su",
    "sv",
    "mcg",
    "mul1",
    "activation_scale",
    "kv_scale",
    "prob_output_scale",
};

// Constants of the positions, and the causal masks of the first GPTs.
constexpr auto generated_words =
    std::to_array<std::string_view>({"inv_freq", "original_inv_freq", "cos_cached", "sin_cached",
                                     "position_ids", "masked_bias", "num_batches_tracked"});

constexpr auto mtp_layer_words =
    std::to_array<std::string_view>({"eh_proj", "enorm", "hnorm", "shared_head"});

// The modules of "model.layers.0.mlp.up_proj.weight", as far as they matter: the outer ones and
// the last.
constexpr std::size_t outer_modules = 3;

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Whether `holds` for one of the first `most` modules of a name.
template <typename Holds>
bool any_module(std::string_view name, std::size_t most, Holds holds) {
  for (std::size_t i = 0; i < most && !name.empty(); ++i) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    if (holds(name.substr(0, dot))) {
      return true;
    }
    name.remove_prefix(std::min(dot + 1, name.size()));
  }
  return false;
}

std::string_view last_word(std::string_view name) {
  return name.substr(name.rfind('.') + 1);  // npos + 1 is 0
}

// N of "layers.N." as the name's outermost list of layers has it.
std::optional<std::uint64_t> layer_of(std::string_view name) {
  constexpr std::string_view word = "layers.";
  const std::size_t at = name.find(word);
  if (at == std::string_view::npos || (at > 0 && name[at - 1] != '.')) {
    return std::nullopt;
  }
  name.remove_prefix(at + word.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool is_number = error == std::errc{} && end != name.data() + name.size() && *end == '.';
  return is_number ? std::optional{number} : std::nullopt;
}

bool is_scale(const Tensor& tensor) {
  const std::string_view word = last_word(tensor.name);
  return is_one_of(word, scale_words) ||
         // gpt-oss: experts.gate_up_proj_scales
         word.ends_with("_scales") ||
         // bitsandbytes: weight.quant_state.bitsandbytes__nf4
         tensor.name.find(".quant_state.") != std::string_view::npos ||
         // An exponent alone scales something: DeepSeek V4's weight and scale.
         tensor.type == model::StorageType::f8_e8m0;
}

// GPT-2's h.0.attn.bias and GPT-NeoX' attention.bias: 1 × 1 × positions × positions.
bool is_causal_mask(const Tensor& tensor) {
  return tensor.shape.rank() == 4 && tensor.shape[2] == 1 && tensor.shape[3] == 1 &&
         tensor.shape[0] == tensor.shape[1] &&
         (tensor.name.ends_with("attn.bias") || tensor.name.ends_with("attention.bias"));
}

TensorPart part_of(const Tensor& tensor, const std::set<std::uint64_t>& mtp_layers,
                   std::optional<std::uint64_t> first_mtp_layer) {
  const std::string_view name = tensor.name;
  const auto has_module = [&](std::span<const std::string_view> modules) {
    return any_module(name, outer_modules,
                      [&](std::string_view module) { return is_one_of(module, modules); });
  };
  if (any_module(name, name.size(),
                 [](std::string_view module) { return is_one_of(module, adapter_words); })) {
    return TensorPart::adapter;
  }
  if (is_one_of(last_word(name), generated_words) || is_causal_mask(tensor)) {
    return TensorPart::generated;
  }
  if (is_scale(tensor)) {
    return TensorPart::scale;
  }
  if (has_module(vision_modules)) {
    return TensorPart::vision;
  }
  if (has_module(audio_modules)) {
    return TensorPart::audio;
  }
  const auto is_mtp = [](std::string_view module) {
    return module.starts_with("mtp") || module == "nextn";
  };
  const std::optional<std::uint64_t> layer = layer_of(name);
  if (any_module(name, outer_modules, is_mtp) ||
      (layer && (mtp_layers.contains(*layer) || (first_mtp_layer && *layer >= *first_mtp_layer)))) {
    return TensorPart::mtp;
  }
  return TensorPart::language;
}

}  // namespace

void assign_parts(std::span<Tensor> tensors, std::optional<std::uint64_t> first_mtp_layer) {
  // DeepSeek and those after it number their prediction layers like all others; what only such a
  // layer has gives them away.
  std::set<std::uint64_t> mtp_layers;
  for (const Tensor& tensor : tensors) {
    const bool is_mark = any_module(tensor.name, tensor.name.size(), [](std::string_view module) {
      return is_one_of(module, mtp_layer_words);
    });
    if (const auto layer = is_mark ? layer_of(tensor.name) : std::nullopt) {
      mtp_layers.insert(*layer);
    }
  }
  for (Tensor& tensor : tensors) {
    tensor.part = part_of(tensor, mtp_layers, first_mtp_layer);
  }
}

}  // namespace vramcalc::read
