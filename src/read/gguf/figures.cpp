#include "read/gguf/figures.h"

#include <algorithm>
#include <string>

namespace vramcalc::read {
namespace {

// LLAMA_MAX_LAYERS is 512 in llama.cpp's src/llama-hparams.h.
constexpr std::uint64_t most_blocks = 4096;
// Lengths of vectors, numbers of heads: three of them multiplied stay within 64 bits.
constexpr std::uint64_t longest_dimension = std::uint64_t{1} << 20U;
// Tokens of a vocabulary or a context.
constexpr std::uint64_t largest_count = std::uint64_t{1} << 40U;

// Keys that begin with the name of the architecture.
class Keys {
 public:
  Keys(const GgufMetadata& metadata, std::string_view architecture)
      : metadata_(&metadata), key_(std::string{architecture} + '.'), prefix_(key_.size()) {}

  std::optional<std::uint64_t> whole(std::string_view name, std::uint64_t most) {
    return metadata_->whole(key(name), most);
  }
  std::uint64_t dimension(std::string_view name, std::uint64_t otherwise = 0) {
    return whole(name, longest_dimension).value_or(otherwise);
  }
  std::uint64_t count(std::string_view name) { return whole(name, largest_count).value_or(0); }
  GgufMetadata::PerLayer per_layer(std::string_view name, std::size_t layers) {
    return metadata_->per_layer(key(name), layers, longest_dimension);
  }

 private:
  std::string_view key(std::string_view name) {
    key_.resize(prefix_);
    return key_ += name;
  }

  const GgufMetadata* metadata_;
  std::string key_;
  std::size_t prefix_;
};

void read_sizes(Keys& keys, GgufFigures& figures) {
  const auto blocks = keys.whole("block_count", most_blocks);
  figures.has_blocks = blocks.has_value();
  figures.blocks = blocks.value_or(0);
  figures.mtp_blocks = std::min(figures.blocks, keys.count("nextn_predict_layers"));
  figures.hidden = keys.dimension("embedding_length");
  figures.vocabulary = keys.count("vocab_size");
  figures.context = keys.count("context_length");
  figures.experts = keys.dimension("expert_count");
  figures.experts_used = keys.dimension("expert_used_count");
  figures.expert_groups = keys.dimension("expert_group_count");
  figures.expert_groups_used = keys.dimension("expert_group_used_count");
  figures.residual_block = keys.dimension("attn_res.block_size");
  figures.parallel_residual = keys.whole("use_parallel_residual", 1).value_or(0) != 0;
}

// Lengths that are not stated follow from the others, as in llama.cpp's src/llama-model.cpp.
void read_attention(Keys& keys, GgufFigures& figures) {
  figures.heads = keys.per_layer("attention.head_count", figures.blocks);
  figures.kv_heads = keys.per_layer("attention.head_count_kv", figures.blocks);
  if (figures.kv_heads.empty()) {
    figures.kv_heads = figures.heads;
  }
  const auto& heads = figures.heads.numbers;
  const std::uint64_t most_heads =
      heads.empty() ? 0 : *std::max_element(heads.begin(), heads.end());
  const std::uint64_t share = most_heads == 0 ? 0 : figures.hidden / most_heads;
  figures.key_length = keys.dimension("attention.key_length", share);
  figures.value_length = keys.dimension("attention.value_length", share);
  figures.window = keys.whole("attention.sliding_window", largest_count);
  figures.window_pattern = keys.per_layer("attention.sliding_window_pattern", figures.blocks);
  figures.window_key_length = keys.dimension("attention.key_length_swa", figures.key_length);
  figures.window_value_length = keys.dimension("attention.value_length_swa", figures.value_length);
  figures.borrowing_layers = keys.dimension("attention.shared_kv_layers");

  figures.kv_lora_rank = keys.dimension("attention.kv_lora_rank");
  figures.latent_key_length = keys.dimension("attention.key_length_mla", figures.key_length);
  figures.latent_value_length = keys.dimension("attention.value_length_mla", figures.value_length);
  figures.rope_length = keys.dimension("rope.dimension_count");
  figures.index_key_length = keys.dimension("attention.indexer.key_length");
  figures.index_top_k = keys.dimension("attention.indexer.top_k");
  figures.index_block = keys.dimension("attention.indexer.block_size");
  figures.compression = keys.per_layer("attention.compress_ratios", figures.blocks);
}

void read_recurrence(Keys& keys, GgufFigures& figures) {
  figures.convolution = keys.dimension("ssm.conv_kernel");
  figures.inner = keys.dimension("ssm.inner_size");
  figures.state = keys.dimension("ssm.state_size");
  figures.groups = keys.dimension("ssm.group_count");
  figures.short_convolution = keys.dimension("shortconv.l_cache");
  figures.wkv_head = keys.dimension("wkv.head_size");
  figures.token_shifts = keys.dimension("token_shift_count", 2);
  figures.kda_head = keys.dimension("kda.head_dim");
}

}  // namespace

GgufFigures read_gguf_figures(const GgufMetadata& metadata) {
  GgufFigures figures;
  figures.architecture = metadata.text("general.architecture");
  Keys keys{metadata, figures.architecture};
  read_sizes(keys, figures);
  read_attention(keys, figures);
  read_recurrence(keys, figures);
  if (figures.vocabulary == 0) {
    figures.vocabulary = metadata.list_length("tokenizer.ggml.tokens").value_or(0);
  }
  return figures;
}

}  // namespace vramcalc::read
