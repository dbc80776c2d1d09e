// What a publisher's config says of its checkpoint. The configs are cut down from published ones.
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/model/blueprint.h>
#include <vramcalc/model/recipe.h>

#include "read/json/json.h"

namespace vramcalc::model {
namespace {

Recipe published(const std::string& config) {
  const ConfigValue root = read::parse_json_text(config, "config.json");
  return published_recipe(Config{root, "config.json"});
}

Recipe quantised(const std::string& quantisation) {
  return published(R"({"torch_dtype": "bfloat16", "quantization_config": )" + quantisation + "}");
}

std::string text(const std::string& quantisation) {
  return recipe_text(quantised(quantisation));
}

template <typename Kind>
Kind as(const Recipe& recipe) {
  REQUIRE(std::holds_alternative<Kind>(recipe));
  return std::get<Kind>(recipe);
}

// A config's model and what its checkpoint stores of it.
struct Stored {
  Blueprint blueprint;
  StoredModel model;
};

Stored stored(const std::string& config) {
  const ConfigValue root = read::parse_json_text(config, "config.json");
  const Config whole{root, "config.json"};
  Stored result{build_model(whole), {}};
  result.model =
      store(result.blueprint.inventory, result.blueprint.architecture, published_recipe(whole));
  return result;
}

}  // namespace

TEST_CASE("without quantisation the dtype counts", "[published]") {
  const auto type = [](const std::string& config) {
    return as<PlainRecipe>(published(config)).type;
  };
  CHECK(type(R"({"torch_dtype": "bfloat16"})") == StorageType::bf16);
  CHECK(type(R"({"dtype": "torch.float32"})") == StorageType::f32);
  CHECK(type(R"({"text_config": {"dtype": "bfloat16"}})") == StorageType::bf16);
  CHECK(type(R"({"dtype": null})") == StorageType::f16);
  CHECK(type(R"({"dtype": "auto", "quantization_config": null})") == StorageType::f16);
  CHECK_THROWS_WITH(published(R"({"dtype": "float7"})"),
                    "config.json: dtype holds 'float7', which is not known");
}

TEST_CASE("GPTQ and AWQ", "[published]") {
  const auto gptq = as<GroupedRecipe>(quantised(
      R"({"quant_method": "gptq", "bits": 8, "group_size": 64, "desc_act": false, "sym": true,
          "dynamic": {}, "lm_head": false})"));
  CHECK(gptq.bits == 8);
  CHECK(gptq.group == 64);
  CHECK(gptq.zero_bits == 8);
  CHECK(gptq.group_index);
  CHECK(gptq.rest == StorageType::bf16);
  CHECK(as<GroupedRecipe>(quantised(R"({"quant_method": "gptq", "group_size": -1})")).group == 0);

  const auto awq = as<GroupedRecipe>(quantised(
      R"({"quant_method": "awq", "bits": 4, "group_size": 128, "zero_point": true,
          "version": "gemm", "modules_to_not_convert": ["visual"]})"));
  CHECK_FALSE(awq.group_index);
  CHECK(awq.zero_bits == 4);
  CHECK(recipe_text(awq) == "int4, groups of 128 with zero points");

  CHECK_THROWS_WITH(quantised(R"({"quant_method": "gptq", "dynamic": {"-:.*mlp.*": {}}})"),
                    "config.json: the quantisation 'gptq' with 'dynamic' is not known");
  CHECK_THROWS_WITH(quantised(R"({"quant_method": "gptq", "bits": 1})"),
                    "config.json: quantization_config.bits must be a whole number from 2 to 8, "
                    "not 1");
  const auto chosen = as<MixedRecipe>(quantised(
      R"({"quant_method": "gptq", "modules_in_block_to_quantize": [["self_attn.q_proj"]]})"));
  REQUIRE(chosen.groups.size() == 1);
  CHECK(chosen.groups[0].targets.patterns.front() == "self_attn.q_proj");
}

TEST_CASE("bitsandbytes", "[published]") {
  CHECK(text(R"({"quant_method": "bitsandbytes", "load_in_4bit": true, "load_in_8bit": false,
                 "bnb_4bit_use_double_quant": true, "llm_int8_skip_modules": null})") ==
        "bitsandbytes NF4, blocks of 64, scales quantised again");
  CHECK(text(R"({"load_in_8bit": true, "load_in_4bit": false})") ==
        "bitsandbytes int8, a scale a row");
  CHECK_THROWS_AS(quantised(R"({"quant_method": "bitsandbytes"})"), Error);
}

TEST_CASE("publishers' fp8", "[published]") {
  const auto blocks = as<Fp8Recipe>(quantised(
      R"({"activation_scheme": "dynamic", "fmt": "e4m3", "quant_method": "fp8",
          "weight_block_size": [128, 64], "modules_to_not_convert": ["lm_head"]})"));
  CHECK(blocks.scale == Fp8Recipe::Scale::block);
  CHECK(blocks.block_rows == 128);
  CHECK(blocks.block_columns == 64);
  CHECK(blocks.left_alone.patterns == std::vector<std::string>{"lm_head"});
  CHECK(recipe_text(blocks) == "fp8, blocks of 128 × 64");

  const auto fixed = as<Fp8Recipe>(quantised(
      R"({"activation_scheme": "static", "quant_method": "fp8", "weight_block_size": null})"));
  CHECK(fixed.scale == Fp8Recipe::Scale::tensor);
  CHECK(fixed.input_scales);

  const auto rows = as<Fp8Recipe>(quantised(R"({"quant_method": "fbgemm_fp8"})"));
  CHECK(rows.scale == Fp8Recipe::Scale::channel);
  CHECK(rows.scale_type == StorageType::f32);
  CHECK_THROWS_AS(quantised(R"({"quant_method": "fp8", "weight_block_size": [128, 0]})"), Error);
}

TEST_CASE("DeepSeek V4 has FP4 experts beside fp8", "[published]") {
  const Recipe recipe = published(
      R"({"expert_dtype": "fp4", "quantization_config":
          {"quant_method": "fp8", "scale_fmt": "ue8m0", "weight_block_size": [128, 128]}})");
  const auto mixed = as<MixedRecipe>(recipe);
  REQUIRE(mixed.groups.size() == 2);
  CHECK(std::get<MicroscalingRecipe>(mixed.groups[0].scheme).experts_only);
  CHECK(std::get<Fp8Recipe>(mixed.groups[1].scheme).scale_type == StorageType::f8_e8m0);
}

TEST_CASE("compressed-tensors", "[published]") {
  const std::string start = R"({"quant_method": "compressed-tensors", "format": )";
  const auto packed = as<GroupedRecipe>(quantised(start + R"("pack-quantized",
      "ignore": ["lm_head"], "config_groups": {"group_0": {"targets": ["Linear"], "weights":
      {"num_bits": 4, "type": "int", "strategy": "group", "group_size": 32, "symmetric": false,
       "actorder": "group"}}}})"));
  CHECK(packed.group == 32);
  CHECK(packed.zero_bits == 4);
  CHECK(packed.shape_tensor);
  CHECK(packed.group_index);

  const auto int8 = as<GroupedRecipe>(quantised(start + R"("int-quantized", "config_groups":
      {"group_0": {"targets": ["Linear"], "weights": {"num_bits": 8, "type": "int",
       "strategy": "channel", "symmetric": true}}}})"));
  CHECK(int8.bits == 8);
  CHECK(int8.group == 0);
  CHECK_FALSE(int8.shape_tensor);

  const auto fp8 = as<Fp8Recipe>(quantised(start + R"("float-quantized", "config_groups":
      {"group_0": {"targets": ["Linear"], "input_activations": {"dynamic": true}, "weights":
      {"num_bits": 8, "type": "float", "strategy": "channel"}}}})"));
  CHECK(fp8.scale == Fp8Recipe::Scale::channel);
  CHECK(fp8.scale_type == StorageType::bf16);
  CHECK_FALSE(fp8.input_scales);

  const auto nvfp4 = as<MicroscalingRecipe>(quantised(start + R"("nvfp4-pack-quantized",
      "config_groups": {"group_0": {"targets": ["Linear"], "input_activations":
      {"dynamic": "local"}, "weights": {"num_bits": 4, "type": "float", "group_size": 16}}}})"));
  CHECK(nvfp4.format == MicroscalingRecipe::Format::nvfp4);
  CHECK(nvfp4.input_scales);

  const auto mixed = as<MixedRecipe>(quantised(start + R"("mixed-precision", "config_groups":
      {"a": {"targets": ["Linear"], "format": "float-quantized", "weights":
             {"num_bits": 8, "type": "float", "strategy": "tensor"}},
       "b": {"targets": ["re:.*experts.*"], "format": "mxfp4-pack-quantized", "weights":
             {"num_bits": 4, "type": "float", "group_size": 32}}}})"));
  REQUIRE(mixed.groups.size() == 2);
  CHECK(std::holds_alternative<MicroscalingRecipe>(mixed.groups[0].scheme));
  CHECK(recipe_text(mixed) == "MXFP4, blocks of 32; fp8, a scale a tensor");
}

TEST_CASE("compressed-tensors that are not understood are refused", "[published]") {
  const auto groups = [](const std::string& weights) {
    return R"({"quant_method": "compressed-tensors", "format": "pack-quantized",
               "config_groups": {"g": {"targets": ["Linear"], "weights": )" +
           weights + "}}}";
  };
  CHECK_THROWS_WITH(quantised(R"({"quant_method": "compressed-tensors", "format": "marlin-24",
                      "config_groups": {"g": {"weights": {"num_bits": 4}}}})"),
                    "config.json: the quantisation 'compressed-tensors' with 'marlin-24' is not "
                    "known");
  CHECK_THROWS_AS(quantised(groups(R"({"num_bits": 4, "strategy": "tensor"})")), Error);
  CHECK_THROWS_AS(quantised(groups(R"({"num_bits": 4, "strategy": "group", "group_size": 0})")),
                  Error);
  CHECK_THROWS_AS(quantised(groups(R"({"num_bits": 4, "type": "float", "group_size": 7})")), Error);
  CHECK_THROWS_AS(quantised(groups("null")), Error);
  CHECK_THROWS_AS(quantised(R"({"quant_method": "compressed-tensors"})"), Error);
}

TEST_CASE("modelopt", "[published]") {
  CHECK(text(R"({"quant_algo": "FP8", "producer": {"name": "modelopt"}, "ignore": ["lm_head"]})") ==
        "fp8, a scale a tensor");
  const auto nvfp4 = as<MicroscalingRecipe>(quantised(
      R"({"quant_method": "modelopt", "quant_algo": "NVFP4", "exclude_modules": ["lm_head*"]})"));
  CHECK(nvfp4.input_scales);
  CHECK(nvfp4.left_alone.patterns == std::vector<std::string>{"lm_head*"});
  const auto mixed = as<MixedRecipe>(quantised(
      R"({"quant_method": "modelopt", "quant_algo": "MIXED_PRECISION", "quantized_layers":
          {"model.layers.0.mlp.up_proj": {"quant_algo": "W4A16_NVFP4", "group_size": 16},
           "model.layers.0.self_attn.q_proj": {"quant_algo": "FP8"},
           "model.layers.1.mlp.up_proj": {"quant_algo": "W4A16_NVFP4", "group_size": 16}}})"));
  REQUIRE(mixed.groups.size() == 2);
  CHECK(mixed.groups[0].targets.patterns.size() == 2);
  CHECK_THROWS_WITH(quantised(R"({"quant_method": "modelopt", "quant_algo": "W9"})"),
                    "config.json: the quantisation 'modelopt' with 'W9' is not known");
}

TEST_CASE("Quark, HQQ, ExLlama and MXFP4", "[published]") {
  CHECK(text(R"({"quant_method": "quark", "exclude": ["lm_head"], "global_quant_config":
                 {"weight": {"dtype": "fp4", "qscheme": "per_group", "group_size": 32}}})") ==
        "MXFP4, blocks of 32");
  CHECK(text(R"({"quant_method": "quark", "global_quant_config": {"weight":
                 {"dtype": "fp8_e4m3", "qscheme": "per_tensor"}}})") == "fp8, a scale a tensor");
  CHECK(text(R"({"quant_method": "hqq", "skip_modules": ["lm_head"], "quant_config":
                 {"weight_quant_params": {"nbits": 4, "group_size": 64, "axis": 1}}})") ==
        "int4, groups of 64 with zero points");
  CHECK(text(R"({"quant_method": "exl2", "bits": 4.5, "head_bits": 8})") ==
        "ExLlama 4.5 bits, head 8");
  CHECK(text(R"({"quant_method": "exl3", "bits": 3.0})") == "ExLlama 3 bits, head 6");
  CHECK_THROWS_WITH(quantised(R"({"quant_method": "exl3", "bits": 0.5})"),
                    "config.json: quantization_config.bits must be a number from 1 to 16, not 0.5");
  CHECK(text(R"({"quant_method": "mxfp4"})") == "MXFP4, blocks of 32, experts only");
}

TEST_CASE("MLX, with layers of their own", "[published]") {
  const auto plain =
      as<GroupedRecipe>(published(R"({"quantization": {"group_size": 64, "bits": 4}})"));
  CHECK(plain.embeddings_too);
  CHECK(plain.zero_bits == 16);
  const auto mixed = as<MixedRecipe>(published(
      R"({"quantization": {"group_size": 64, "bits": 4, "mode": "affine",
          "model.layers.0.mlp.gate": {"group_size": 64, "bits": 8},
          "model.layers.1.mlp.down_proj": false}})"));
  REQUIRE(mixed.groups.size() == 2);
  CHECK(std::get<GroupedRecipe>(mixed.groups[0].scheme).bits == 8);
  CHECK(mixed.left_alone.patterns == std::vector<std::string>{"model.layers.1.mlp.down_proj"});
  CHECK_THROWS_AS(published(R"({"quantization": {"group_size": 64, "bits": 4, "mode": "x"}})"),
                  Error);
}

TEST_CASE("an unknown method is named, with the way out", "[published]") {
  for (const char* method : {"aqlm", "torchao", "vptq", "auto-round"}) {
    CAPTURE(method);
    try {
      quantised(R"({"quant_method": ")" + std::string{method} + R"("})");
      FAIL("not refused");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::unsupported);
      CHECK(std::string{error.what()} ==
            "config.json: the quantisation '" + std::string{method} + "' is not known");
      REQUIRE(error.hint());
      CHECK(error.hint()->id == MessageId::hint_name_precision);
    }
  }
  CHECK_THROWS_WITH(quantised("{}"),
                    "config.json: the quantisation without quant_method is not known");
  CHECK_THROWS_AS(quantised("7"), Error);
}

TEST_CASE("published checkpoints come out to the byte", "[published]") {
  // https://huggingface.co/Qwen/Qwen3-14B-MLX-4bit model.safetensors.index.json: total_size
  const Stored mlx = stored(
      R"({"model_type": "qwen3", "hidden_size": 5120, "intermediate_size": 17408, "head_dim": 128,
          "num_attention_heads": 40, "num_key_value_heads": 8, "num_hidden_layers": 40,
          "vocab_size": 151936, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
          "quantization": {"group_size": 64, "bits": 4}})");
  CHECK(mlx.model.total_bytes().count() == 8'307'783'680);

  // https://huggingface.co/openai/gpt-oss-20b: 21,511,953,984 stored numbers, scales included
  const Stored oss = stored(
      R"({"model_type": "gpt_oss", "hidden_size": 2880, "intermediate_size": 2880, "head_dim": 64,
          "num_attention_heads": 64, "num_key_value_heads": 8, "num_hidden_layers": 24,
          "num_local_experts": 32, "num_experts_per_tok": 4, "vocab_size": 201088,
          "tie_word_embeddings": false, "sliding_window": 128, "quantization_config":
          {"quant_method": "mxfp4", "modules_to_not_convert": ["model.layers.*.self_attn",
           "model.layers.*.mlp.router", "model.embed_tokens", "lm_head"]}})");
  CHECK(oss.blueprint.inventory.elements(TensorPart::language) +
            oss.model.scale_elements(TensorPart::language) ==
        21'511'953'984);
}

TEST_CASE("scales of published fp8 checkpoints are all counted", "[published]") {
  // https://huggingface.co/Qwen/Qwen3-8B-FP8: 8,191,159,296 stored numbers
  const Stored qwen = stored(
      R"({"model_type": "qwen3", "hidden_size": 4096, "intermediate_size": 12288, "head_dim": 128,
          "num_attention_heads": 32, "num_key_value_heads": 8, "num_hidden_layers": 36,
          "vocab_size": 151936, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
          "quantization_config": {"quant_method": "fp8", "weight_block_size": [128, 128],
          "activation_scheme": "dynamic"}})");
  CHECK(qwen.blueprint.inventory.elements(TensorPart::language) +
            qwen.model.scale_elements(TensorPart::language) ==
        8'191'159'296);

  // https://huggingface.co/RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8: 8,030,261,696, with input
  // scales
  const std::string llama =
      R"({"model_type": "llama", "hidden_size": 4096, "intermediate_size": 14336,
          "num_attention_heads": 32, "num_key_value_heads": 8, "num_hidden_layers": 32,
          "vocab_size": 128256, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
          "quantization_config": )";
  const auto fp8 = [&](const std::string& strategy, const std::string& dynamic) {
    const Stored model =
        stored(llama + R"({"quant_method": "compressed-tensors", "format": "float-quantized",
        "ignore": ["lm_head"], "config_groups": {"group_0": {"targets": ["Linear"],
        "input_activations": {"dynamic": )" +
               dynamic + R"(}, "weights": {"num_bits": 8, "type": "float", "strategy": ")" +
               strategy + R"("}}}}})");
    return model.blueprint.inventory.elements(TensorPart::language) +
           model.model.scale_elements(TensorPart::language);
  };
  CHECK(fp8("tensor", "false") == 8'030'261'696);
  // https://huggingface.co/RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic
  CHECK(fp8("channel", "true") == 8'031'637'504);

  // LLM.int8 of the same model: bytes as transformers writes them, scales and formats included.
  const Stored int8 = stored(llama + R"({"quant_method": "bitsandbytes", "load_in_8bit": true}})");
  CHECK(int8.model.total_bytes().count() == 9'086'705'888);
}

}  // namespace vramcalc::model
