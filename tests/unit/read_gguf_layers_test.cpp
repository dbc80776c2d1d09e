// The layers of a model in a GGUF file: what its tensors and figures make of each.
#include <cstdint>
#include <string>
#include <variant>
#include <vector>
#include <catch2/catch.hpp>

#include "read/gguf/gguf.h"
#include "support/gguf_bytes.h"

namespace vramcalc::read {
namespace {

using model::Architecture;
using model::FeedForwardKind;
using model::GroupedAttention;
using model::LatentAttention;
using model::Layer;
using model::NoMixer;
using model::Recurrent;
using model::RecurrentKind;
using test::GgufWriter;

// Keys go without the name of the architecture.
class ModelWriter {
 public:
  ModelWriter(const std::string& architecture, std::uint32_t layers) : prefix_(architecture + ".") {
    writer_.text("general.architecture", architecture);
    set("block_count", layers);
    set("embedding_length", 64);
  }

  ModelWriter& set(const std::string& key, std::uint32_t value) {
    writer_.u32(prefix_ + key, value);
    return *this;
  }
  ModelWriter& set(const std::string& key, std::initializer_list<std::uint32_t> values) {
    writer_.u32s(prefix_ + key, values);
    return *this;
  }
  ModelWriter& flags(const std::string& key, std::initializer_list<bool> values) {
    writer_.bools(prefix_ + key, values);
    return *this;
  }
  ModelWriter& heads(std::uint32_t heads, std::uint32_t kv_heads) {
    return set("attention.head_count", heads).set("attention.head_count_kv", kv_heads);
  }
  /// One small tensor for each name.
  ModelWriter& block(std::uint32_t index, const std::vector<std::string>& stems) {
    for (const std::string& stem : stems) {
      writer_.tensor("blk." + std::to_string(index) + "." + stem, {8, 4});
    }
    return *this;
  }
  ModelWriter& blocks(std::uint32_t count, const std::vector<std::string>& stems) {
    for (std::uint32_t i = 0; i < count; ++i) {
      block(i, stems);
    }
    return *this;
  }

  [[nodiscard]] Architecture read() const {
    const std::string bytes = writer_.file();
    return read_gguf(FileSource{bytes, "f.gguf"}).model.layout->architecture;
  }

 private:
  std::string prefix_;
  GgufWriter writer_;
};

const GroupedAttention& grouped(const Layer& layer) {
  return std::get<GroupedAttention>(layer.mixer);
}

std::vector<std::uint64_t> windows(const Architecture& architecture) {
  std::vector<std::uint64_t> all;
  for (const Layer& layer : architecture.layers) {
    all.push_back(grouped(layer).window);
  }
  return all;
}

using Windows = std::vector<std::uint64_t>;
const std::vector<std::string> attention{"attn_q.weight", "attn_k.weight", "attn_v.weight"};

}  // namespace

TEST_CASE("grouped attention of a GGUF file", "[unit][read]") {
  const Architecture stated = ModelWriter{"llama", 1}
                                  .heads(8, 2)
                                  .set("attention.key_length", 128)
                                  .set("attention.value_length", 96)
                                  .block(0, attention)
                                  .block(0, {"ffn_up.weight", "ffn_norm.weight"})
                                  .read();
  CHECK(stated.heads == 8);
  CHECK(stated.kv_heads == 2);
  CHECK(stated.hidden_size == 64);
  CHECK(stated.gguf_name == "llama");
  CHECK(stated.model_type.empty());
  CHECK(grouped(stated.layers[0]).key_length == 128);
  CHECK(grouped(stated.layers[0]).value_length == 96);
  CHECK(grouped(stated.layers[0]).kv_heads == 2);
  CHECK(stated.layers[0].feed_forward == FeedForwardKind::dense);

  const Architecture fused =
      ModelWriter{"phi3", 1}.set("attention.head_count", 4).block(0, {"attn_qkv.weight"}).read();
  CHECK(grouped(fused.layers[0]).heads == 4);
  CHECK(grouped(fused.layers[0]).kv_heads == 4);  // as many where not stated
  CHECK(grouped(fused.layers[0]).key_length == 16);
  CHECK(fused.layers[0].feed_forward == FeedForwardKind::none);
}

TEST_CASE("heads and feed-forward of a GGUF file differ from layer to layer", "[unit][read]") {
  const Architecture deci = ModelWriter{"deci", 3}
                                .set("attention.head_count", {8, 0, 8})
                                .set("attention.head_count_kv", {2, 0, 4})
                                .block(0, attention)
                                .block(0, {"ffn_down_exps.weight", "ffn_up_shexp.weight"})
                                .block(1, {"ffn_up.weight"})
                                .block(2, attention)
                                .read();
  REQUIRE(deci.layers.size() == 3);
  CHECK(deci.heads == 8);
  CHECK(deci.kv_heads == 2);
  CHECK(grouped(deci.layers[0]).kv_heads == 2);
  CHECK(deci.layers[0].feed_forward == FeedForwardKind::experts);
  CHECK(std::holds_alternative<NoMixer>(deci.layers[1].mixer));
  CHECK(deci.layers[1].feed_forward == FeedForwardKind::dense);
  CHECK(grouped(deci.layers[2]).kv_heads == 4);
  CHECK(deci.layers[2].feed_forward == FeedForwardKind::none);
}

TEST_CASE("windows of a GGUF file", "[unit][read]") {
  const auto model = [](const std::string& architecture) {
    ModelWriter writer{architecture, 4};
    writer.heads(4, 2).blocks(4, attention);
    return writer;
  };
  CHECK(windows(model("llama").read()) == Windows{0, 0, 0, 0});
  // A window without a pattern is one that the loader does not use.
  CHECK(windows(model("phi3").set("attention.sliding_window", 512).read()) == Windows{0, 0, 0, 0});
  CHECK(windows(model("any")
                    .set("attention.sliding_window", 512)
                    .flags("attention.sliding_window_pattern", {true, false, false, true})
                    .read()) == Windows{512, 0, 0, 512});
  CHECK(windows(model("any")
                    .set("attention.sliding_window", 512)
                    .set("attention.sliding_window_pattern", 2)
                    .read()) == Windows{512, 0, 512, 0});
  // The loader's own period, and its own window where there is none in the file.
  CHECK(windows(model("gpt-oss").set("attention.sliding_window", 128).read()) ==
        Windows{128, 0, 128, 0});
  CHECK(windows(model("llama4").read()) == Windows{8192, 8192, 8192, 0});
  CHECK(windows(model("gemma2").set("attention.sliding_window", 0).read()) == Windows{0, 0, 0, 0});
  CHECK(windows(model("olmo2").read()) == Windows{0, 0, 0, 0});
}

TEST_CASE("layers with a window may have heads of another length", "[unit][read]") {
  const Architecture gemma = ModelWriter{"gemma4", 3}
                                 .heads(8, 2)
                                 .set("attention.key_length", 512)
                                 .set("attention.value_length", 512)
                                 .set("attention.key_length_swa", 256)
                                 .set("attention.value_length_swa", 128)
                                 .set("attention.sliding_window", 1024)
                                 .flags("attention.sliding_window_pattern", {true, false, true})
                                 .set("attention.shared_kv_layers", 1)
                                 .blocks(3, attention)
                                 .read();
  CHECK(grouped(gemma.layers[0]).key_length == 256);
  CHECK(grouped(gemma.layers[0]).value_length == 128);
  CHECK(grouped(gemma.layers[0]).owns_cache);
  CHECK(grouped(gemma.layers[1]).key_length == 512);
  CHECK(grouped(gemma.layers[1]).owns_cache);
  CHECK_FALSE(grouped(gemma.layers[2]).owns_cache);
}

TEST_CASE("latent attention of a GGUF file", "[unit][read]") {
  ModelWriter writer{"deepseek32", 2};
  writer.heads(128, 1)
      .set("attention.key_length", 576)
      .set("attention.value_length", 512)
      .set("attention.key_length_mla", 192)
      .set("attention.value_length_mla", 128)
      .set("attention.kv_lora_rank", 512)
      .set("rope.dimension_count", 64)
      .set("attention.indexer.key_length", 128)
      .block(0, {"attn_q.weight", "attn_kv_a_mqa.weight", "indexer.proj.weight"})
      .block(1, {"attn_q_a.weight", "attn_kv_a_mqa.weight"});
  const Architecture architecture = writer.read();
  CHECK(architecture.kv_heads == 1);
  const auto& first = std::get<LatentAttention>(architecture.layers[0].mixer);
  CHECK(first.heads == 128);
  CHECK(first.kv_lora_rank == 512);
  CHECK(first.rope_length == 64);
  CHECK(first.nope_length == 128);
  CHECK(first.value_length == 128);
  CHECK(first.index_key_length == 128);
  CHECK(first.window == 0);
  CHECK(std::get<LatentAttention>(architecture.layers[1].mixer).index_key_length == 0);
}

TEST_CASE("compressed rows of a GGUF file", "[unit][read]") {
  ModelWriter writer{"deepseek4", 1};
  writer.heads(64, 1)
      .set("attention.key_length", 512)
      .set("attention.value_length", 512)
      .set("rope.dimension_count", 64)
      .set("attention.sliding_window", 128)
      .set("attention.compress_ratios", {4})
      .block(0, {"attn_kv.weight", "attn_compressor_ape.weight"});
  const auto latent = std::get<LatentAttention>(writer.read().layers[0].mixer);
  CHECK(latent.kv_lora_rank == 448);
  CHECK(latent.rope_length == 64);
  CHECK(latent.nope_length == 448);
  CHECK(latent.compression == 4);
  CHECK(latent.window == 128);
  CHECK(latent.compressor_elements == 4 * 8 * 4);
}

TEST_CASE("recurrent layers of a GGUF file", "[unit][read]") {
  const auto mixer = [](ModelWriter& writer) {
    return std::get<Recurrent>(writer.read().layers.at(0).mixer);
  };
  const auto check = [&](ModelWriter& writer, RecurrentKind kind, std::uint64_t convolution,
                         std::uint64_t state) {
    const Recurrent recurrent = mixer(writer);
    CHECK(recurrent.kind == kind);
    CHECK(recurrent.convolution_elements == convolution);
    CHECK(recurrent.state_elements == state);
  };
  const auto state_space = [](const std::string& architecture) {
    ModelWriter writer{architecture, 1};
    writer.set("ssm.conv_kernel", 4).set("ssm.inner_size", 128).set("ssm.state_size", 16);
    return writer;
  };
  check(state_space("mamba").block(0, {"ssm_in.weight", "ssm_x.weight"}), RecurrentKind::mamba,
        3 * 128, 16 * 128);
  check(state_space("mamba2").set("ssm.group_count", 2).block(0, {"ssm_in.weight", "ssm_d"}),
        RecurrentKind::mamba2, 3 * (128 + 2 * 2 * 16), 16 * 128);
  check(state_space("qwen3next")
            .set("ssm.group_count", 2)
            .block(0, {"attn_qkv.weight", "ssm_ba.weight", "ssm_conv1d.weight"}),
        RecurrentKind::gated_delta_net, 3 * (128 + 2 * 2 * 16), 16 * 128);
  check(ModelWriter{"kimi-linear", 1}
            .heads(4, 0)
            .set("ssm.conv_kernel", 4)
            .set("kda.head_dim", 32)
            .block(0, {"attn_q.weight", "attn_k.weight", "ssm_f_a.weight", "ssm_beta.weight"}),
        RecurrentKind::kimi_delta_attention, 3 * 3 * 4 * 32, 32 * 32 * 4);
  check(ModelWriter{"lfm2", 1}.set("shortconv.l_cache", 3).block(0, {"shortconv.conv.weight"}),
        RecurrentKind::short_convolution, 64 * 2, 0);
  check(ModelWriter{"rwkv6", 1}.set("wkv.head_size", 16).block(0, {"time_mix_w1.weight"}),
        RecurrentKind::rwkv, 2 * 64, 64 * 16);
}

TEST_CASE("Mamba beside attention in one layer of a GGUF file", "[unit][read]") {
  const Architecture falcon = ModelWriter{"falcon-h1", 1}
                                  .heads(8, 2)
                                  .set("ssm.conv_kernel", 4)
                                  .set("ssm.inner_size", 128)
                                  .set("ssm.state_size", 16)
                                  .block(0, attention)
                                  .block(0, {"ssm_in.weight"})
                                  .read();
  CHECK(grouped(falcon.layers[0]).heads == 8);
  REQUIRE(falcon.layers[0].parallel);
  CHECK(falcon.layers[0].parallel->kind == RecurrentKind::mamba2);
  CHECK(falcon.layers[0].parallel->state_elements == 16 * 128);
}

TEST_CASE("prediction layers are no layers of a GGUF file's model", "[unit][read]") {
  const Architecture glm = ModelWriter{"glm4moe", 3}
                               .heads(8, 2)
                               .set("nextn_predict_layers", 1)
                               .blocks(3, attention)
                               .read();
  CHECK(glm.layers.size() == 2);
  const Architecture all = ModelWriter{"glm4moe", 1}.set("nextn_predict_layers", 9).read();
  CHECK(all.layers.empty());
}

TEST_CASE("a name that only looks like a block of a GGUF file", "[unit][read]") {
  const Architecture architecture = ModelWriter{"llama", 1}.heads(8, 2).read();
  CHECK(std::holds_alternative<NoMixer>(architecture.layers[0].mixer));
  for (const std::string name : {"blk..attn_q.weight", "blk.x.attn_q.weight", "blk.0attn_q.weight",
                                 "blk.99999999999.attn_q.weight", "blk.7.attn_q.weight", "blk.0"}) {
    INFO(name);
    const std::string bytes = GgufWriter{}
                                  .text("general.architecture", "llama")
                                  .u32("llama.block_count", 1)
                                  .tensor(name, {8})
                                  .file();
    const model::Checkpoint checkpoint = read_gguf(FileSource{bytes, "f.gguf"});
    CHECK(checkpoint.model.parameters == 8);
    CHECK(
        std::holds_alternative<NoMixer>(checkpoint.model.layout->architecture.layers.at(0).mixer));
  }
}

}  // namespace vramcalc::read
