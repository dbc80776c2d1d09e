// DeepSeek V4: a window of plain rows, compressed rows for what is older, hyper-connections.
#include "model/architectures/families.h"
#include "model/layout/latent_attention.h"
#include "model/layout/recurrent_layers.h"

namespace vramcalc::model {
namespace {

// Rows of this many tokens overlap, and only they are picked from by an indexer.
// https://github.com/ggml-org/llama.cpp src/models/deepseek4.cpp
constexpr std::uint64_t overlapping_compression = 4;

struct Compressor {
  std::uint64_t ratio = 0;

  [[nodiscard]] std::uint64_t overlap() const { return ratio == overlapping_compression ? 2 : 1; }
  // It gathers keys and gates of as many tokens as it reads from.
  [[nodiscard]] std::uint64_t state(std::uint64_t length) const {
    return checked_product({2, overlap() * ratio, overlap() * length});
  }
};

void compressor(Block& block, const Compressor& c, std::string_view name, std::uint64_t length) {
  const std::uint64_t hidden = block.dimensions().hidden;
  const std::uint64_t rows = c.overlap() * length;
  const std::string start{name};
  block.tensor(start + "_kv.weight", {hidden, rows});
  block.tensor(start + "_gate.weight", {hidden, rows});
  block.tensor(start + "_ape.weight", {rows, c.ratio}, StorageType::f32);
  block.tensor(start + "_norm.weight", {length});
}

void hyper_connection(Block& block, std::string_view name, std::uint64_t streams) {
  const std::uint64_t mixes = (2 + streams) * streams;
  const std::string start{name};
  block.tensor(start + "_fn.weight", {streams * block.dimensions().hidden, mixes},
               StorageType::f32);
  block.tensor(start + "_base.weight", {mixes});
  block.tensor(start + "_scale.weight", {3});
}

struct Figures {
  std::uint64_t row, output_groups, output_rank, index_length, window;

  explicit Figures(const Config& config)
      : row(config.required_positive({"head_dim"})),
        output_groups(config.required_positive({"o_groups"})),
        output_rank(config.required_positive({"o_lora_rank"})),
        index_length(config.required_positive({"index_head_dim"})),
        window(config.required_positive({"sliding_window"})) {}
};

void attention(Block& block, const LatentTensors& latent, const Figures& f,
               const Compressor& compressed) {
  const std::uint64_t hidden = block.dimensions().hidden;
  const std::uint64_t heads = latent.shape.heads;
  block.tensor("attn_sinks.weight", {heads});
  latent_query(block, latent);
  block.tensor("attn_kv.weight", {hidden, f.row});
  block.tensor("attn_kv_a_norm.weight", {f.row});
  block.tensor("attn_output_a.weight",
               {heads * f.row / f.output_groups, f.output_rank * f.output_groups});
  block.tensor("attn_output_b.weight", {f.output_groups * f.output_rank, hidden});
  LatentAttention shape = latent.shape;
  shape.compression = compressed.ratio;
  if (compressed.ratio != 0) {
    compressor(block, compressed, "attn_compressor", f.row);
    shape.compressor_elements = compressed.state(f.row);
  }
  if (compressed.ratio == overlapping_compression) {
    shape.index_key_length = f.index_length;
    shape.compressor_elements =
        (Bytes{shape.compressor_elements} + Bytes{compressed.state(f.index_length)}).count();
    // The converter leaves this one in 16 bits, unlike V3.2's.
    block.tensor("indexer.proj.weight", {hidden, latent.index_heads}, StorageType::f16);
    block.tensor("indexer.attn_q_b.weight",
                 {latent.query_rank, latent.index_heads * f.index_length});
    compressor(block, compressed, "indexer_compressor", f.index_length);
  }
  block.mixer(shape);
}

struct Schedule {
  std::vector<std::uint64_t> ratios;  // of every layer
  std::vector<bool> hashed;           // chooses experts by the token alone, out of a table
};

// By number as published, or by word as transformers writes it.
// https://github.com/huggingface/transformers models/deepseek_v4/configuration_deepseek_v4.py
Schedule read_schedule(const Layout& layout) {
  const Config& config = layout.config();
  const std::vector<std::uint64_t> numbers = config.wholes({"compress_ratios"});
  const std::vector<std::string_view> words = config.texts({"layer_types"});
  const std::vector<std::string_view> experts = config.texts({"mlp_layer_types"});
  const std::optional<Config> rates = config.part({"compress_rates"});
  const Config& rate = rates ? *rates : config;
  const std::uint64_t sparse = positive_or(rate, {"compressed_sparse_attention"}, 4);
  const std::uint64_t heavy = positive_or(rate, {"heavily_compressed_attention"}, 128);
  const std::uint64_t hash_layers = config.whole_or({"num_hash_layers"}, 3);
  Schedule schedule;
  for (std::uint64_t i = 0; i < layout.dimensions().layers; ++i) {
    schedule.ratios.push_back(
        words.empty()
            ? layout.of_layer(numbers, i, "compress_ratios")
            : layout.meaning<std::uint64_t>("layer_types", layout.of_layer(words, i, "layer_types"),
                                            {{"sliding_attention", 0},
                                             {"compressed_sparse_attention", sparse},
                                             {"heavily_compressed_attention", heavy}}));
    schedule.hashed.push_back(
        experts.empty() ? i < hash_layers
                        : layout.meaning<bool>("mlp_layer_types",
                                               layout.of_layer(experts, i, "mlp_layer_types"),
                                               {{"hash_moe", true}, {"moe", false}}));
  }
  return schedule;
}

LatentTensors read_latent(const Layout& layout, const Figures& f) {
  const Config& config = layout.config();
  LatentTensors latent;
  latent.shape.heads = layout.dimensions().heads;
  latent.shape.rope_length = config.required({"qk_rope_head_dim"});
  if (latent.shape.rope_length > f.row) {
    config.fail("qk_rope_head_dim", MessageId::config_not_whole,
                {{"value", std::to_string(latent.shape.rope_length)},
                 {"low", std::uint64_t{0}},
                 {"high", f.row}});
  }
  // Keys and values are the compressed row itself.
  latent.shape.nope_length = f.row - latent.shape.rope_length;
  latent.shape.kv_lora_rank = latent.shape.nope_length;
  latent.shape.value_length = f.row;
  latent.shape.window = f.window;
  latent.query_rank = config.required_positive({"q_lora_rank"});
  latent.index_heads = config.required_positive({"index_n_heads"});
  latent.shape.index_top_k = config.whole_or({"index_topk"}, 0);
  return latent;
}

}  // namespace

void build_deepseek4(Layout& layout) {
  Dimensions& d = layout.dimensions();
  const Config& config = layout.config();
  const Figures figures{config};
  const LatentTensors latent = read_latent(layout, figures);
  const std::uint64_t streams = config.required_positive({"hc_mult"});
  const Schedule schedule = read_schedule(layout);
  d.tied = false;
  layout.architecture().kv_heads = 1;
  layout.embeddings_and_head();
  layout.tensor("output_hc_fn.weight", {streams * d.hidden, streams}, StorageType::f32);
  layout.tensor("output_hc_base.weight", {streams});
  layout.tensor("output_hc_scale.weight", {1});
  for (Block block : layout.blocks()) {
    block.norm("attn_norm");
    const auto i = static_cast<std::size_t>(block.index());
    attention(block, latent, figures, {schedule.ratios[i]});
    hyper_connection(block, "hc_attn", streams);
    hyper_connection(block, "hc_ffn", streams);
    block.norm("ffn_norm");
    block.experts({.length = d.expert_feed_forward, .correction_bias = !schedule.hashed[i]});
    if (schedule.hashed[i]) {
      block.tensor("ffn_gate_tid2eid.weight", {d.experts_used, d.vocabulary}, StorageType::i32);
    }
    if (d.shared_experts != 0) {
      block.shared_expert(d.expert_feed_forward * d.shared_experts);
    }
  }
}

}  // namespace vramcalc::model
