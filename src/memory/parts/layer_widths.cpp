#include "memory/parts/layer_widths.h"

#include <algorithm>

#include "memory/parts/tensor_name.h"
#include "memory/parts/whole_numbers.h"

namespace vramcalc::memory {
namespace {

void widen(std::uint64_t& width, std::uint64_t by) {
  width = std::max(width, by);
}

void read_tensor(LayerWidths& widths, const TensorName& name, const model::Shape& shape) {
  const std::uint64_t rows = shape[1];
  if (name.root == "ffn_up" || name.root == "ffn_gate") {
    widen(widths.feed_forward, rows);
    widths.has_gate = widths.has_gate || name.root == "ffn_gate";
  } else if (name.root == "ffn_down") {  // whatever is fused in front of it
    widen(widths.feed_forward, shape[0]);
  } else if (name.root == "ffn_down_exps") {
    widen(widths.expert, shape[0]);
  } else if (name.root == "ffn_down_shexp") {
    widen(widths.shared_expert, shape[0]);
  } else if (name.root == "ffn_gate_exps" || name.root == "ffn_gate_up_exps") {
    widths.has_gate = true;
  } else if (name.root == "attn_qkv" || name.root == "ssm_in") {
    widen(widths.attention, rows);
  }
}

void read_layer(LayerWidths& widths, const model::Layer& layer) {
  if (const auto* grouped = std::get_if<model::GroupedAttention>(&layer.mixer)) {
    widen(widths.heads, grouped->heads);
    widen(widths.attention, (grouped->heads + grouped->kv_heads) * grouped->key_length +
                                grouped->kv_heads * grouped->value_length);
  } else if (const auto* latent = std::get_if<model::LatentAttention>(&layer.mixer)) {
    widen(widths.heads, latent->heads);
    // Absorbed: a query of the latent row's length for every head.
    widen(widths.attention, latent->heads * (latent->nope_length + latent->rope_length) * 2 +
                                latent->heads * latent->value_length);
  }
}

}  // namespace

LayerWidths layer_widths(const model::ModelLayout& layout) {
  const model::Architecture& architecture = layout.architecture;
  LayerWidths widths;
  widths.hidden = architecture.hidden_size;
  widths.vocabulary = architecture.vocabulary;
  widths.experts_used = architecture.experts_used;
  for (const model::Tensor& tensor : layout.inventory.tensors()) {
    const TensorName name = parsed_name(tensor.name);
    if (!name.layer) {
      continue;
    }
    widen(widths.matrix, tensor.shape[0] * tensor.shape[1]);
    if (tensor.part == model::TensorPart::language) {
      read_tensor(widths, name, tensor.shape);
    }
  }
  for (const model::Layer& layer : architecture.layers) {
    read_layer(widths, layer);
  }
  return widths;
}

std::uint64_t peak_width(const LayerWidths& widths, std::uint64_t ranks,
                         std::uint64_t hidden_rows) {
  const std::uint64_t gate_and_up = widths.has_gate ? 2 : 1;
  const std::uint64_t dense = divided_up((gate_and_up + 1) * widths.feed_forward, ranks);
  const std::uint64_t expert = divided_up(widths.expert, ranks);
  // The output of the chosen experts takes the place of what came before their product.
  const std::uint64_t experts =
      widths.experts_used *
          (expert == 0 ? 0 : std::max(gate_and_up * expert, widths.hidden) + expert) +
      divided_up((gate_and_up + 1) * widths.shared_expert, ranks);
  const std::uint64_t attention = divided_up(2 * widths.attention, ranks);
  return std::max({dense, experts, attention}) + hidden_rows * widths.hidden;
}

}  // namespace vramcalc::memory
