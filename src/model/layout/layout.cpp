#include "model/layout/layout.h"

#include <algorithm>
#include <array>
#include <string>

#include <vramcalc/core/error.h>

namespace vramcalc::model {
namespace {

// What llama.cpp's converter writes in 32 bits whatever the output type.
// https://github.com/ggml-org/llama.cpp conversion/base.py, prepare_tensors
constexpr std::array<std::string_view, 17> single_precision_names{
    "ffn_gate_inp.weight",       "ffn_gate_inp_shexp.weight", "shortconv.conv.weight",
    "altup_correct_coef.weight", "altup_predict_coef.weight", "indexer.proj.weight",
    "position_embd.weight",      "ssm_conv1d.weight",         "ssm_conv1d_q.weight",
    "ssm_conv1d_k.weight",       "ssm_conv1d_v.weight",       "time_mix_first.weight",
    "time_mix_w1.weight",        "time_mix_w2.weight",        "time_mix_decay_w1.weight",
    "time_mix_decay_w2.weight",  "time_mix_lerp_fused.weight"};

StorageType converter_type(std::string_view name, const Shape& shape) {
  const std::string_view own = name.starts_with("blk.") ? name.substr(name.find('.', 4) + 1) : name;
  const bool single = shape.true_rank() == 1 || !own.ends_with(".weight") ||
                      own.ends_with("_norm.weight") ||
                      std::find(single_precision_names.begin(), single_precision_names.end(),
                                own) != single_precision_names.end();
  return single ? StorageType::f32 : StorageType::f16;
}

std::uint64_t norm_length(QueryKeyNorm norm, std::uint64_t heads, std::uint64_t length) {
  return norm == QueryKeyNorm::all_heads ? heads * length : length;
}

}  // namespace

Layout::Layout(Config whole, Config text, bool tied_by_default, const Dimensions& defaults)
    : whole_(whole),
      text_(text),
      dimensions_(read_dimensions(
          text, whole.maybe_flag({"tie_word_embeddings"}).value_or(tied_by_default), defaults)),
      layer_types_(text.texts({"layer_types"})) {
  architecture_.heads = dimensions_.heads;
  architecture_.kv_heads = dimensions_.kv_heads;
}

void Layout::tensor(std::string_view name, std::initializer_list<std::uint64_t> shape,
                    std::optional<StorageType> type, TensorPart part) {
  const Shape sizes{shape};
  inventory_.add(name, sizes, type.value_or(converter_type(name, sizes)), part);
}

void Layout::tensor_like(std::string_view name, const Tensor& other, TensorPart part) {
  inventory_.add(name, other.shape, other.type, part);
}

void Layout::embeddings_and_head(const HeadTensors& head) {
  const auto [hidden, vocabulary] = std::pair{dimensions_.hidden, dimensions_.vocabulary};
  tensor("token_embd.weight", {hidden, vocabulary});
  if (!head.norm.empty()) {
    tensor(std::string{head.norm} + ".weight", {hidden});
    if (head.norm_bias) {
      tensor(std::string{head.norm} + ".bias", {hidden});
    }
  }
  if (!dimensions_.tied) {
    tensor("output.weight", {hidden, vocabulary});
    if (head.output_bias) {
      tensor("output.bias", {vocabulary});
    }
  }
}

void Layout::rope_frequencies() {
  for (const std::string_view key : {"rope_scaling", "rope_parameters"}) {
    const std::optional<Config> rope = text_.part({key});
    if (rope && rope->text({"rope_type", "type"}) == "llama3") {
      tensor("rope_freqs.weight", {dimensions_.head_length / 2}, StorageType::f32,
             TensorPart::generated);
      return;
    }
  }
}

Layer& Layout::layer(std::uint64_t index) {
  return architecture_.layers.at(static_cast<std::size_t>(index));
}

BlockRange Layout::blocks() {
  if (dimensions_.layers == 0) {
    static_cast<void>(text_.required_positive({"num_hidden_layers"}));
  }
  if (dimensions_.layers > most_layers) {  // counted from a list
    text_.fail("num_hidden_layers", MessageId::config_not_whole,
               {{"value", std::to_string(dimensions_.layers)},
                {"low", std::uint64_t{1}},
                {"high", most_layers}});
  }
  architecture_.layers.resize(static_cast<std::size_t>(dimensions_.layers));
  return {*this, dimensions_.layers};
}

bool Layout::slides(std::uint64_t index, std::uint64_t full_every) const {
  if (!layer_types_.empty()) {
    return meaning<bool>("layer_types", of_layer(layer_types_, index, "layer_types"),
                         {{"sliding_attention", true},
                          {"chunked_attention", true},
                          {"full_attention", false},
                          {"attention", false}});
  }
  return full_every != 0 && (index + 1) % full_every != 0;
}

std::vector<bool> Layout::numbered(const std::vector<std::uint64_t>& numbers,
                                   std::uint64_t first) const {
  std::vector<bool> named(static_cast<std::size_t>(dimensions_.layers));
  for (const std::uint64_t number : numbers) {
    if (number >= first && number - first < named.size()) {
      named[static_cast<std::size_t>(number - first)] = true;
    }
  }
  return named;
}

void Layout::fail_too_short(std::string_view key, std::size_t entries) const {
  text_.fail(key, MessageId::config_too_short,
             {{"count", std::uint64_t{entries}}, {"layers", dimensions_.layers}});
}

void Layout::fail_unknown_word(std::string_view key, std::string_view word) const {
  text_.fail(key, MessageId::config_unknown_word,
             {{"value", config_value_text(ConfigValue{std::string{word}})}});
}

const Dimensions& Block::dimensions() const {
  return layout_->dimensions();
}

void Block::tensor(std::string_view name, std::initializer_list<std::uint64_t> shape,
                   std::optional<StorageType> type) {
  layout_->tensor("blk." + std::to_string(index_) + "." + std::string{name}, shape, type);
}

void Block::norm(std::string_view name, bool bias) {
  const std::uint64_t hidden = layout_->dimensions().hidden;
  tensor(std::string{name} + ".weight", {hidden});
  if (bias) {
    tensor(std::string{name} + ".bias", {hidden});
  }
}

void Block::require(std::uint64_t figure, Keys keys) const {
  if (figure == 0) {
    static_cast<void>(layout_->config().required_positive(keys));
  }
}

void Block::attention(const AttentionTensors& a) {
  require(a.shape.heads, {"num_attention_heads"});
  require(a.shape.key_length, {"head_dim"});
  const std::uint64_t hidden = layout_->dimensions().hidden;
  const GroupedAttention& shape = a.shape;
  const std::uint64_t query = a.query_rows != 0 ? a.query_rows : shape.heads * shape.key_length;
  const std::uint64_t key = shape.kv_heads * shape.key_length;
  const std::uint64_t value = a.value_is_key ? 0 : shape.kv_heads * shape.value_length;
  const auto projection = [&](std::string_view name, std::uint64_t rows) {
    if (rows == 0) {
      return;
    }
    tensor(std::string{name} + ".weight", {hidden, rows});
    if (a.bias) {
      tensor(std::string{name} + ".bias", {rows});
    }
  };
  if (a.fused) {
    projection("attn_qkv", query + key + value);
  } else {
    projection("attn_q", query);
    projection("attn_k", key);
    projection("attn_v", value);
  }
  tensor("attn_output.weight", {shape.heads * shape.value_length, hidden});
  if (a.output_bias) {
    tensor("attn_output.bias", {hidden});
  }
  if (a.norm == QueryKeyNorm::each_head) {
    tensor("attn_q_norm.weight", {shape.key_length, shape.heads});
    tensor("attn_k_norm.weight", {shape.key_length, shape.kv_heads});
  } else if (a.norm != QueryKeyNorm::none) {
    tensor("attn_q_norm.weight", {norm_length(a.norm, shape.heads, shape.key_length)});
    tensor("attn_k_norm.weight", {norm_length(a.norm, shape.kv_heads, shape.key_length)});
  }
  mixer(shape);
}

void Block::mlp(const MlpTensors& mlp) {
  require(mlp.length, {"intermediate_size"});
  const std::uint64_t hidden = layout_->dimensions().hidden;
  const auto projection = [&](std::string_view name, std::uint64_t columns, std::uint64_t rows) {
    tensor(std::string{name} + ".weight", {columns, rows});
    if (mlp.bias) {
      tensor(std::string{name} + ".bias", {rows});
    }
  };
  if (mlp.gate && !mlp.fused_gate) {
    projection("ffn_gate", hidden, mlp.length);
  }
  projection("ffn_up", hidden, mlp.fused_gate ? 2 * mlp.length : mlp.length);
  projection("ffn_down", mlp.length, hidden);
  layout_->layer(index_).feed_forward = FeedForwardKind::dense;
}

void Block::experts(const ExpertTensors& e) {
  const Dimensions& d = layout_->dimensions();
  const std::uint64_t count = e.count != 0 ? e.count : d.experts;
  const std::uint64_t width = e.width != 0 ? e.width : d.hidden;
  require(e.length, {"moe_intermediate_size", "intermediate_size"});
  require(count, {"num_experts"});
  tensor("ffn_gate_inp.weight", {d.hidden, count}, e.router);
  if (e.correction_bias) {
    tensor("exp_probs_b.bias", {count});
  }
  if (e.fused_gate) {
    tensor("ffn_gate_up_exps.weight", {width, 2 * e.length, count});
  } else {
    if (e.gate) {
      tensor("ffn_gate_exps.weight", {width, e.length, count});
    }
    tensor("ffn_up_exps.weight", {width, e.length, count});
  }
  tensor("ffn_down_exps.weight", {e.length, width, count});
  layout_->layer(index_).feed_forward = FeedForwardKind::experts;
}

void Block::shared_expert(std::uint64_t length, bool gate) {
  const std::uint64_t hidden = layout_->dimensions().hidden;
  if (gate) {
    tensor("ffn_gate_shexp.weight", {hidden, length});
  }
  tensor("ffn_up_shexp.weight", {hidden, length});
  tensor("ffn_down_shexp.weight", {length, hidden});
}

void Block::mixer(const TokenMixer& mixer) {
  layout_->layer(index_).mixer = mixer;
}

AttentionTensors grouped_attention(const Dimensions& d) {
  AttentionTensors attention;
  attention.shape.heads = d.heads;
  attention.shape.kv_heads = d.kv_heads;
  attention.shape.key_length = d.head_length;
  attention.shape.value_length = d.head_length;
  attention.bias = d.attention_bias;
  return attention;
}

}  // namespace vramcalc::model
