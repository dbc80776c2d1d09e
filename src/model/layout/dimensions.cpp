// The figures of a config under all the names that publishers give them.
#include "model/layout/layout.h"

namespace vramcalc::model {
namespace {

// More than any model has.
constexpr std::uint64_t longest_context = 1'000'000'000'000;

// Some publishers give one entry a layer where all are alike; the first stands for them.
std::uint64_t first_whole(const Config& config, Keys keys, std::uint64_t otherwise = 0) {
  const ConfigValue* value = config.find(keys);
  if (value != nullptr && value->get<ConfigList>() != nullptr) {
    const std::vector<std::uint64_t> list = config.wholes(keys);
    return list.empty() ? 0 : list.front();
  }
  return config.whole_or(keys, otherwise);
}

std::uint64_t required_or(const Config& config, Keys keys, std::uint64_t otherwise) {
  return otherwise == 0 ? config.required_positive(keys) : positive_or(config, keys, otherwise);
}

}  // namespace

std::uint64_t positive_or(const Config& config, Keys keys, std::uint64_t otherwise) {
  const ConfigValue* value = config.find(keys);
  const auto* word = value == nullptr ? nullptr : value->get<std::string>();
  if (value == nullptr || (word != nullptr && *word == "auto")) {
    return otherwise;
  }
  return config.required_positive(keys);
}

Dimensions read_dimensions(const Config& config, bool tied_by_default, const Dimensions& defaults) {
  Dimensions d;
  d.layers = config.whole({"num_hidden_layers", "n_layer", "num_layers", "n_layers"}, most_layers)
                 .value_or(defaults.layers);
  d.hidden = required_or(config, {"hidden_size", "n_embd", "n_embed", "d_model"}, defaults.hidden);
  d.vocabulary = required_or(config, {"vocab_size", "padded_vocab_size"}, defaults.vocabulary);
  d.heads =
      config.whole_or({"num_attention_heads", "n_head", "num_heads", "n_heads"}, defaults.heads);
  d.kv_heads = config.whole_or(
      {"num_key_value_heads", "num_kv_heads", "n_head_kv", "n_kv_heads", "multi_query_group_num"},
      defaults.kv_heads);
  if (d.kv_heads == 0) {
    d.kv_heads = d.heads;
  }
  d.head_length = config.whole_or({"head_dim", "attention_head_dim", "kv_channels"},
                                  defaults.head_length != 0 ? defaults.head_length
                                  : d.heads == 0            ? 0
                                                            : d.hidden / d.heads);
  d.feed_forward = first_whole(
      config, {"intermediate_size", "ffn_hidden_size", "n_inner", "ffn_dim", "mlp_hidden_size"},
      defaults.feed_forward);
  d.experts =
      config
          .whole({"num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts"},
                 most_experts)
          .value_or(0);
  d.experts_used = first_whole(config, {"num_experts_per_tok", "num_experts_per_token",
                                        "top_k_experts", "moe_k", "moe_topk", "moe_top_k"});
  d.expert_feed_forward = first_whole(config, {"moe_intermediate_size"});
  d.shared_experts = first_whole(config, {"n_shared_experts", "num_shared_experts",
                                          "num_shared_expert", "moe_num_shared_experts"});
  d.leading_dense_layers = config.whole_or({"first_k_dense_replace"}, 0);
  d.context = config
                  .whole({"max_position_embeddings", "n_positions", "seq_length",
                          "max_sequence_length", "n_ctx", "max_seq_len"},
                         longest_context)
                  .value_or(defaults.context);
  d.window = config.whole_or({"sliding_window"}, defaults.window);
  d.attention_bias = config.flag({"attention_bias"});
  d.mlp_bias = config.flag({"mlp_bias"});
  d.tied = config.flag({"tie_word_embeddings"}, tied_by_default);
  return d;
}

}  // namespace vramcalc::model
