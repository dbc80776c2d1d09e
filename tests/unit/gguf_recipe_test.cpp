// Small models whose types follow by hand from llama-quantize's rules, release 0.5.0:
// https://github.com/ggml-org/llama.cpp src/llama-quant.cpp.
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>

#include "model/recipes/gguf/gguf_recipe.h"

using namespace vramcalc;
using namespace vramcalc::model;

namespace {

struct Example {
  Inventory inventory;
  Architecture architecture;

  Tensor& add(const std::string& name, const Shape& shape, StorageType type = StorageType::f16,
              TensorPart part = TensorPart::language) {
    return inventory.add(name, shape, type, part);
  }

  /// Types by name.
  std::map<std::string, std::string> types(const std::string& file_type,
                                           bool imatrix = false) const {
    std::map<std::string, std::string> found;
    for (const StoredTensor& stored :
         store_as_gguf(inventory, architecture, {file_type, imatrix}).tensors) {
      found.emplace(stored.tensor->name, stored.format);
    }
    return found;
  }
};

std::string in_block(std::uint64_t index, const std::string& name) {
  return "blk." + std::to_string(index) + "." + name + ".weight";
}

/// A model with separate queries, keys and values and a gated feed-forward.
Example dense(const std::string& name, std::uint64_t layers, std::uint64_t heads,
              std::uint64_t kv_heads, std::uint64_t width = 256) {
  Example example;
  example.architecture.gguf_name = name;
  example.architecture.heads = heads;
  example.architecture.kv_heads = kv_heads;
  example.architecture.layers.resize(layers);
  example.add("token_embd.weight", {width, 512});
  example.add("output_norm.weight", {width}, StorageType::f32);
  example.add("output.weight", {width, 512});
  for (std::uint64_t i = 0; i < layers; ++i) {
    example.add(in_block(i, "attn_norm"), {width}, StorageType::f32);
    for (const char* matrix :
         {"attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"}) {
      example.add(in_block(i, matrix), {width, width});
    }
  }
  return example;
}

Example mixture_of_experts(std::uint64_t experts, std::uint64_t layers) {
  Example example = dense("llama", layers, 32, 8);
  example.architecture.experts = experts;
  for (std::uint64_t i = 0; i < layers; ++i) {
    example.add(in_block(i, "ffn_gate_inp"), {256, experts}, StorageType::f32);
    example.add(in_block(i, "ffn_down_exps"), {256, 256, experts});
  }
  return example;
}

}  // namespace

TEST_CASE("gguf recipe: file types go by llama-quantize's names in any case") {
  for (const char* name : {"Q4_K_M", "q4_k_m", "Q3_K", "iq1_m", "TQ2_0", "MXFP4_MOE", "f32"}) {
    CHECK(is_gguf_file_type(name));
  }
  for (const char* name : {"", "Q4", "fp16", "NVFP4", "Q8_K", "COPY", "Q4_K_M "}) {
    CHECK_FALSE(is_gguf_file_type(name));
  }
  const Example example = dense("llama", 1, 8, 8);
  CHECK(example.types("q4_k") == example.types("Q4_K_M"));
  CHECK_THROWS_AS(example.types("NVFP4"), Error);
}

TEST_CASE("gguf recipe: Q4_K_M gives both ends and every third layer more bits") {
  const Example example = dense("llama", 16, 8, 8);
  const auto types = example.types("Q4_K_M");
  const std::string high = "Q6_K";
  const std::string usual = "Q4_K";
  for (std::uint64_t i = 0; i < 16; ++i) {
    // 16/8 = 2: 0 and 1, 14 and 15, and where (i - 2) mod 3 is 2
    const bool more = i < 2 || i >= 14 || i == 4 || i == 7 || i == 10 || i == 13;
    CHECK(types.at(in_block(i, "attn_v")) == (more ? high : usual));
    CHECK(types.at(in_block(i, "ffn_down")) == (more ? high : usual));
    CHECK(types.at(in_block(i, "ffn_up")) == usual);
    CHECK(types.at(in_block(i, "attn_q")) == usual);
    CHECK(types.at(in_block(i, "attn_norm")) == "F32");
  }
  CHECK(types.at("token_embd.weight") == usual);
  CHECK(types.at("output.weight") == high);
}

TEST_CASE("gguf recipe: blocks are counted by number, not in the order of the names or the file") {
  Example example;
  example.architecture.gguf_name = "llama";
  example.architecture.heads = example.architecture.kv_heads = 8;
  example.architecture.layers.resize(12);
  for (std::uint64_t i = 12; i-- > 0;) {
    example.add(in_block(i, "attn_v"), {256, 256});
  }
  const auto types = example.types("Q4_K_S");  // Q5_K for the first four
  CHECK(types.at(in_block(2, "attn_v")) == "Q5_K");
  CHECK(types.at(in_block(3, "attn_v")) == "Q5_K");
  CHECK(types.at(in_block(10, "attn_v")) == "Q4_K");
}

TEST_CASE("gguf recipe: a tied embedding is stored as the head") {
  Example example;
  example.architecture.gguf_name = "gemma3";
  example.architecture.layers.resize(1);
  example.add("token_embd.weight", {1024, 512});
  example.add("per_layer_token_embd.weight", {512, 512});
  CHECK(example.types("Q4_K_M").at("token_embd.weight") == "Q6_K");
  CHECK(example.types("Q4_K_M").at("per_layer_token_embd.weight") == "Q6_K");
  CHECK(example.types("IQ2_XXS").at("token_embd.weight") == "Q5_K");
  CHECK(example.types("Q8_0").at("token_embd.weight") == "Q8_0");
  example.add("output.weight", {1024, 512});
  CHECK(example.types("Q4_K_M").at("token_embd.weight") == "Q4_K");
  CHECK(example.types("IQ2_XXS").at("token_embd.weight") == "Q2_K");
  CHECK(example.types("IQ2_M").at("token_embd.weight") == "IQ3_S");
  CHECK(example.types("TQ1_0").at("token_embd.weight") == "Q4_K");
}

TEST_CASE("gguf recipe: rows that are no whole blocks fall back") {
  Example example;
  example.architecture.layers.resize(1);
  example.add("output.weight", {96, 8});
  example.add(in_block(0, "ssm_x"), {96, 8});   // blocks of 32 fit
  example.add(in_block(0, "ssm_dt"), {48, 8});  // nothing fits
  example.add(in_block(0, "ssm_in"), {32, 8});  // one block a row
  const auto check = [&](const char* file_type, const char* of_96, const char* of_48) {
    const auto types = example.types(file_type);
    CHECK(types.at(in_block(0, "ssm_x")) == of_96);
    CHECK(types.at(in_block(0, "ssm_in")) == of_96);
    CHECK(types.at(in_block(0, "ssm_dt")) == of_48);
    CHECK(types.at("output.weight") == "Q8_0");
  };
  check("Q2_K", "Q4_0", "F16");
  check("Q3_K_S", "Q4_0", "F16");
  check("Q4_K_S", "Q5_0", "F16");
  check("Q5_K_S", "Q5_1", "F16");
  check("Q6_K", "Q8_0", "F16");
  check("IQ1_S", "IQ4_NL", "F16");
  check("IQ4_XS", "IQ4_NL", "F16");
  check("TQ2_0", "Q4_0", "F16");
  check("Q2_0", "Q4_0", "F16");
  check("Q8_0", "Q8_0", "F16");
  CHECK(example.types("F16").at(in_block(0, "ssm_dt")) == "F16");
  CHECK_THROWS_AS(example.types("Q1_0"), Error);  // blocks of 128 have no replacement
}

TEST_CASE("gguf recipe: a head of whole 32-element blocks still falls back from Q6_K") {
  Example example;
  example.architecture.layers.resize(1);
  example.add("output.weight", {2880, 8});
  CHECK(example.types("Q4_0").at("output.weight") == "Q8_0");
  CHECK(example.types("Q4_K_M").at("output.weight") == "Q8_0");
  CHECK(example.types("IQ3_XXS").at("output.weight") == "Q8_0");
}

TEST_CASE("gguf recipe: bytes are rows times blocks") {
  Example example;
  example.architecture.layers.resize(1);
  example.add(in_block(0, "attn_q"), {512, 3});
  example.add(in_block(0, "attn_norm"), {7}, StorageType::f32);
  const StoredModel stored = store_as_gguf(example.inventory, example.architecture, {"Q4_K_S"});
  REQUIRE(stored.tensors.size() == 2);
  CHECK(stored.tensors[0].bytes == Bytes{std::uint64_t{3} * 2 * 144});
  CHECK(stored.tensors[0].tensor == example.inventory.tensors().data());
  CHECK(stored.tensors[1].bytes == Bytes{28});  // padding to 32 is not the tensor's
}

TEST_CASE("gguf recipe: what is never quantised keeps its type") {
  Example example;
  example.architecture.layers.resize(1);
  const Shape matrix{256, 256};
  const std::vector<std::string> kept{in_block(0, "ffn_gate_inp"),   in_block(0, "ssm_conv1d"),
                                      in_block(0, "ssm_conv1d_q"),   in_block(0, "shortconv.conv"),
                                      in_block(0, "indexer.k_proj"), in_block(0, "time_mix_w1"),
                                      in_block(0, "altup_proj"),     in_block(0, "laurel_l"),
                                      "per_layer_model_proj.weight", "position_embd.weight",
                                      in_block(0, "ssm_norm"),       "blk.0.ffn_up_exps.bias",
                                      "enc.blk.0.attn_rel_b.weight", "blk.0.ssm_a",
                                      "token_types.weight"};
  for (const std::string& name : kept) {
    example.add(name, matrix, StorageType::bf16);
  }
  example.add(in_block(0, "attn_gate"), {256, 1}, StorageType::f32);  // a vector after all
  example.add(in_block(0, "ffn_gate_tid2eid"), matrix, StorageType::i32);
  const std::vector<std::string> quantised{in_block(0, "indexer.proj"), in_block(0, "time_mix_key"),
                                           in_block(0, "ssm_in"), in_block(0, "ffn_gate")};
  for (const std::string& name : quantised) {
    example.add(name, matrix, StorageType::f32);
  }
  const auto types = example.types("Q4_0");
  for (const std::string& name : kept) {
    CHECK(types.at(name) == "BF16");
  }
  CHECK(types.at(in_block(0, "attn_gate")) == "F32");
  CHECK(types.at(in_block(0, "ffn_gate_tid2eid")) == "I32");
  for (const std::string& name : quantised) {
    CHECK(types.at(name) == "Q4_0");
  }
  CHECK(example.types("F16").at(in_block(0, "indexer.proj")) == "F16");
  CHECK(example.types("F16").at(in_block(0, "ssm_norm")) == "BF16");
}

TEST_CASE("gguf recipe: towers are not part of the file, MTP layers are") {
  Example example = dense("qwen35", 8, 8, 8);
  example.add("v.blk.0.attn_v.weight", {256, 256}, StorageType::bf16, TensorPart::vision);
  example.add("a.blk.0.attn_v.weight", {256, 256}, StorageType::bf16, TensorPart::audio);
  example.add(in_block(8, "ffn_down"), {256, 256}, StorageType::f16, TensorPart::mtp);
  example.architecture.layers.resize(9);
  const auto types = example.types("Q4_K_M");
  CHECK(types.at("v.blk.0.attn_v.weight") == "BF16");
  CHECK(types.at("a.blk.0.attn_v.weight") == "BF16");
  CHECK(types.at(in_block(8, "ffn_down")) == "Q6_K");  // the last eighth of nine
  CHECK(types.at(in_block(7, "ffn_down")) == "Q6_K");
  CHECK(types.at(in_block(5, "ffn_down")) == "Q4_K");
  CHECK(types.at(in_block(7, "attn_v")) == "Q6_K");  // the last of the eight that have values
}

TEST_CASE("gguf recipe: few KV heads buy values more bits") {
  const Example grouped = dense("qwen3", 8, 32, 8);
  const Example full = dense("qwen3", 8, 32, 32);
  const auto value = [](const Example& example, const char* file_type, bool imatrix = false) {
    return example.types(file_type, imatrix).at(in_block(4, "attn_v"));
  };
  CHECK(value(grouped, "Q2_K") == "Q4_K");
  CHECK(value(full, "Q2_K") == "Q3_K");
  CHECK(value(grouped, "Q2_K_S") == "Q4_K");
  CHECK(value(full, "Q2_K_S") == "Q2_K");
  CHECK(value(grouped, "IQ3_S") == "Q4_K");
  CHECK(value(full, "IQ3_S") == "IQ3_S");
  CHECK(value(grouped, "IQ4_XS") == "Q5_K");
  CHECK(value(full, "IQ4_XS") == "IQ4_XS");
  CHECK(value(grouped, "IQ1_S") == "Q4_K");
  CHECK(value(full, "IQ1_S") == "Q2_K");
  CHECK(value(full, "IQ2_M") == "IQ3_S");
  CHECK(value(full, "IQ3_XXS") == "IQ3_S");
  CHECK(value(full, "IQ3_XXS", true) == "IQ3_XXS");
  CHECK(value(grouped, "IQ3_XXS", true) == "Q4_K");
}

TEST_CASE("gguf recipe: a first layer without attention counts as one without groups") {
  const Example example = dense("nemotron_h", 8, 32, 0);
  CHECK(example.types("Q2_K").at(in_block(4, "attn_v")) == "Q3_K");
}

TEST_CASE("gguf recipe: an importance matrix changes four file types and Q5_0") {
  const Example example = dense("llama", 16, 8, 8);
  const auto first_down = [&](const char* file_type, bool imatrix) {
    return example.types(file_type, imatrix).at(in_block(0, "ffn_down"));
  };
  CHECK(first_down("Q4_0", false) == "Q4_0");
  CHECK(first_down("Q4_0", true) == "Q4_1");
  CHECK(first_down("Q5_0", true) == "Q5_1");
  CHECK(first_down("IQ4_NL", false) == "Q5_K");
  CHECK(first_down("IQ4_NL", true) == "IQ4_NL");
  CHECK(first_down("IQ3_XXS", false) == "Q4_K");
  CHECK(first_down("IQ3_XXS", true) == "IQ3_XXS");
  CHECK(example.types("Q4_0", true).at(in_block(2, "ffn_down")) == "Q4_0");
  CHECK(example.types("Q4_K_M", true) == example.types("Q4_K_M"));
}

TEST_CASE("gguf recipe: Mixtral's eight experts get Q8_0 keys and values") {
  const Example eight = mixture_of_experts(8, 16);
  auto types = eight.types("Q4_K_M");
  CHECK(types.at(in_block(5, "attn_k")) == "Q8_0");
  CHECK(types.at(in_block(5, "attn_v")) == "Q8_0");
  CHECK(types.at(in_block(5, "attn_output")) == "Q5_K");
  CHECK(types.at(in_block(5, "attn_q")) == "Q4_K");
  CHECK(types.at(in_block(5, "ffn_gate_inp")) == "F32");
  types = eight.types("IQ2_XS");
  CHECK(types.at(in_block(5, "attn_k")) == "Q4_K");
  CHECK(types.at(in_block(5, "attn_v")) == "Q4_K");
  CHECK(types.at(in_block(5, "attn_output")) == "Q5_K");
  CHECK(eight.types("IQ3_M").at(in_block(4, "ffn_down")) == "Q4_K");
  CHECK(mixture_of_experts(16, 16).types("IQ3_M").at(in_block(4, "ffn_down")) == "IQ3_S");
}

TEST_CASE("gguf recipe: in mixtures of experts the name tells the layer, but not for IQ2") {
  const Example example = mixture_of_experts(64, 16);
  const auto types = example.types("Q4_K_M");
  for (const char* matrix : {"ffn_down", "ffn_down_exps"}) {
    CHECK(types.at(in_block(1, matrix)) == "Q6_K");
    CHECK(types.at(in_block(3, matrix)) == "Q4_K");
    CHECK(types.at(in_block(15, matrix)) == "Q6_K");
  }
  // The running count ends 16/8 = 2 after the two matrices of the first layer.
  const auto fewest = example.types("IQ2_XS");
  CHECK(fewest.at(in_block(0, "ffn_down")) == "Q2_K");
  CHECK(fewest.at(in_block(0, "ffn_down_exps")) == "Q2_K");
  CHECK(fewest.at(in_block(1, "ffn_down")) == "IQ2_XS");
}

TEST_CASE("gguf recipe: MXFP4_MOE packs experts and leaves the rest at 8 bits") {
  const auto types = mixture_of_experts(32, 2).types("MXFP4_MOE");
  CHECK(types.at(in_block(0, "ffn_down_exps")) == "MXFP4");
  CHECK(types.at(in_block(0, "ffn_down")) == "Q8_0");
  CHECK(types.at(in_block(0, "attn_v")) == "Q8_0");
  CHECK(types.at("token_embd.weight") == "Q8_0");
  CHECK(types.at("output.weight") == "Q8_0");
}

TEST_CASE("gguf recipe: 70B models have values of five bits") {
  const auto value = [](const char* name, std::uint64_t layers, std::uint64_t kv_heads,
                        const char* file_type) {
    return dense(name, layers, 64, kv_heads).types(file_type).at(in_block(15, "attn_v"));
  };
  CHECK(value("llama", 80, 8, "Q4_K_S") == "Q5_K");
  CHECK(value("llama", 80, 8, "Q2_K") == "Q5_K");  // Q4_K by its groups, then raised
  CHECK(value("llama", 80, 64, "Q4_K_S") == "Q4_K");
  CHECK(value("llama", 79, 8, "Q4_K_S") == "Q4_K");
  CHECK(value("qwen2", 80, 8, "Q3_K_S") == "Q5_K");
  CHECK(value("jais2", 68, 64, "Q3_K_S") == "Q5_K");
  CHECK(value("qwen2vl", 80, 8, "Q3_K_S") == "Q3_K");
  CHECK(value("llama", 80, 8, "Q4_K_M") == "Q6_K");  // has more already
  CHECK(value("llama", 80, 8, "Q5_K_S") == "Q5_K");
}

TEST_CASE("gguf recipe: Falcon has rules of its own") {
  Example example = dense("falcon", 32, 71, 1);
  example.add(in_block(0, "attn_qkv"), {256, 256});
  auto types = example.types("Q4_K_M");
  CHECK(types.at("output.weight") == "Q8_0");
  CHECK(types.at("token_embd.weight") == "Q4_K");
  CHECK(types.at(in_block(1, "ffn_down")) == "Q6_K");  // 32/16 = 2
  CHECK(types.at(in_block(2, "ffn_down")) == "Q5_K");
  CHECK(types.at(in_block(4, "ffn_down")) == "Q4_K");
  CHECK(types.at(in_block(31, "ffn_down")) == "Q5_K");
  CHECK(types.at(in_block(0, "attn_qkv")) == "Q6_K");  // counts as a value
  types = example.types("Q3_K_M");
  CHECK(types.at(in_block(1, "ffn_down")) == "Q5_K");
  CHECK(types.at(in_block(2, "ffn_down")) == "Q4_K");
  CHECK(types.at(in_block(4, "ffn_down")) == "Q3_K");
  CHECK(types.at(in_block(4, "attn_output")) == "Q3_K");
  types = example.types("Q3_K_L");
  CHECK(types.at(in_block(4, "ffn_down")) == "Q4_K");
  CHECK(types.at(in_block(4, "attn_output")) == "Q4_K");
  CHECK(example.types("Q4_K_S").at(in_block(0, "ffn_down")) == "Q4_K");
  CHECK(example.types("Q2_K").at(in_block(4, "ffn_down")) == "Q3_K");
}

TEST_CASE("gguf recipe: IQ3_XS lowers queries, keys and the middle of the feed-forward") {
  const auto types = dense("llama", 16, 8, 8).types("IQ3_XS");
  CHECK(types.at(in_block(5, "attn_q")) == "IQ3_XXS");
  CHECK(types.at(in_block(5, "attn_k")) == "IQ3_XXS");
  CHECK(types.at(in_block(1, "ffn_up")) == "IQ3_S");
  CHECK(types.at(in_block(2, "ffn_up")) == "IQ3_XXS");
  CHECK(types.at(in_block(13, "ffn_gate")) == "IQ3_XXS");
  CHECK(types.at(in_block(14, "ffn_gate")) == "IQ3_S");
}
