#include "model/towers/tower.h"

#include <string>

namespace vramcalc::model {
namespace {

std::string joined(std::string_view name, std::string_view ending) {
  return std::string{name}.append(ending);
}

}  // namespace

std::uint64_t capped_or(const Config& config, Keys keys, std::uint64_t otherwise,
                        std::uint64_t most) {
  const std::uint64_t positive = positive_or(config, keys, otherwise);
  return config.whole(keys, most).value_or(positive);
}

Tower::Tower(Layout& layout, TensorPart part) : layout_(layout), part_(part) {}

void Tower::matrix(std::string_view name, std::initializer_list<std::uint64_t> shape) {
  layout_.tensor(name, shape, StorageType::f16, part_);
}

void Tower::vector(std::string_view name, std::uint64_t length) {
  layout_.tensor(name, {length}, StorageType::f32, part_);
}

void Tower::positions(std::initializer_list<std::uint64_t> shape) {
  const std::string_view name =
      part_ == TensorPart::audio ? "a.position_embd.weight" : "v.position_embd.weight";
  layout_.tensor(name, shape, StorageType::f32, part_);
}

void Tower::linear(std::string_view name, std::uint64_t columns, std::uint64_t rows, bool bias) {
  matrix(joined(name, ".weight"), {columns, rows});
  if (bias) {
    vector(joined(name, ".bias"), rows);
  }
}

void Tower::norm(std::string_view name, std::uint64_t length, bool bias) {
  vector(joined(name, ".weight"), length);
  if (bias) {
    vector(joined(name, ".bias"), length);
  }
}

void Tower::encoder(const Encoder& e) {
  const std::uint64_t attention = e.attention_length != 0 ? e.attention_length : e.hidden;
  const std::string start = part_ == TensorPart::audio ? "a.blk." : "v.blk.";
  for (std::uint64_t i = 0; i < e.layers; ++i) {
    const std::string block = start + std::to_string(i) + ".";
    norm(block + "ln1", e.hidden, e.norm_bias);
    if (e.fused_qkv) {
      linear(block + "attn_qkv", e.hidden, 3 * attention, e.query_bias);
    } else {
      linear(block + "attn_q", e.hidden, attention, e.query_bias);
      linear(block + "attn_k", e.hidden, attention, e.key_bias);
      linear(block + "attn_v", e.hidden, attention, e.value_bias);
    }
    if (e.query_key_norm != 0) {
      norm(block + "attn_q_norm", e.query_key_norm, false);
      norm(block + "attn_k_norm", e.query_key_norm, false);
    }
    linear(block + "attn_out", attention, e.hidden, e.output_bias);
    if (e.post_norms) {
      norm(block + "attn_post_norm", e.hidden, false);
    }
    norm(block + "ln2", e.hidden, e.norm_bias);
    if (e.gate) {
      linear(block + "ffn_gate", e.hidden, e.feed_forward, e.mlp_bias);
    }
    linear(block + "ffn_up", e.hidden, e.feed_forward, e.mlp_bias);
    linear(block + "ffn_down", e.feed_forward, e.hidden, e.mlp_bias);
    if (e.post_norms) {
      norm(block + "ffn_post_norm", e.hidden, false);
    }
    if (e.layer_scale) {
      vector(block + "ls1.weight", e.hidden);
      vector(block + "ls2.weight", e.hidden);
    }
  }
}

}  // namespace vramcalc::model
