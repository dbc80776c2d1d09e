// The words for what `inspect` finds in a file.
#include <algorithm>
#include <array>

#include "report/names.h"

namespace vramcalc::report {

std::string_view id_of(model::CheckpointFormat format) {
  switch (format) {
    case model::CheckpointFormat::gguf:
      return "gguf";
    case model::CheckpointFormat::safetensors:
      return "safetensors";
    case model::CheckpointFormat::config:
      return "config";
    case model::CheckpointFormat::adapter:
      break;
  }
  return "adapter";
}

std::string_view id_of(model::TensorPart part) {
  switch (part) {
    case model::TensorPart::language:
      return "language";
    case model::TensorPart::mtp:
      return "mtp";
    case model::TensorPart::vision:
      return "vision";
    case model::TensorPart::audio:
      return "audio";
    case model::TensorPart::adapter:
      return "adapter";
    case model::TensorPart::scale:
      return "scale";
    case model::TensorPart::generated:
      break;
  }
  return "generated";
}

std::string_view id_of(model::ComponentKind kind) {
  switch (kind) {
    case model::ComponentKind::language:
      return "language";
    case model::ComponentKind::mtp:
      return "mtp";
    case model::ComponentKind::vision:
      return "vision";
    case model::ComponentKind::audio:
      return "audio";
    case model::ComponentKind::scales:
      return "scales";
    case model::ComponentKind::scale_padding:
      return "scale_padding";
    case model::ComponentKind::shape_tensors:
      return "shape_tensors";
    case model::ComponentKind::tied_head:
      return "tied_head";
    case model::ComponentKind::rotary_buffers:
      return "rotary_buffers";
    case model::ComponentKind::router_biases:
      return "router_biases";
    case model::ComponentKind::layer_scalars:
      break;
  }
  return "layer_scalars";
}

MessageId label_of(model::ComponentKind kind) {
  switch (kind) {
    case model::ComponentKind::language:
      return MessageId::component_language;
    case model::ComponentKind::mtp:
      return MessageId::component_mtp;
    case model::ComponentKind::vision:
      return MessageId::component_vision;
    case model::ComponentKind::audio:
      return MessageId::component_audio;
    case model::ComponentKind::scales:
      return MessageId::component_scales;
    case model::ComponentKind::scale_padding:
      return MessageId::component_scale_padding;
    case model::ComponentKind::shape_tensors:
      return MessageId::component_shape_tensors;
    case model::ComponentKind::tied_head:
      return MessageId::component_tied_head;
    case model::ComponentKind::rotary_buffers:
      return MessageId::component_rotary_buffers;
    case model::ComponentKind::router_biases:
      return MessageId::component_router_biases;
    case model::ComponentKind::layer_scalars:
      break;
  }
  return MessageId::component_layer_scalars;
}

MessageId label_of(model::CheckpointFormat format) {
  switch (format) {
    case model::CheckpointFormat::gguf:
      return MessageId::format_gguf;
    case model::CheckpointFormat::safetensors:
      return MessageId::format_safetensors;
    case model::CheckpointFormat::config:
      return MessageId::format_config;
    case model::CheckpointFormat::adapter:
      break;
  }
  return MessageId::format_adapter;
}

MessageId label_of_mixer(std::string_view mixer_id) {
  struct Row {
    std::string_view id;
    MessageId label;
  };
  constexpr std::array rows{
      Row{"attention", MessageId::mixer_attention},
      Row{"sliding_attention", MessageId::mixer_sliding_attention},
      Row{"latent_attention", MessageId::mixer_latent_attention},
      Row{"mamba", MessageId::mixer_mamba},
      Row{"mamba2", MessageId::mixer_mamba2},
      Row{"gated_delta_net", MessageId::mixer_gated_delta_net},
      Row{"kimi_delta_attention", MessageId::mixer_kimi_delta_attention},
      Row{"short_convolution", MessageId::mixer_short_convolution},
      Row{"lightning_attention", MessageId::mixer_lightning_attention},
      Row{"rwkv", MessageId::mixer_rwkv},
  };
  const auto* found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.id == mixer_id; });
  return found == rows.end() ? MessageId::mixer_none : found->label;
}

}  // namespace vramcalc::report
