// What each recipe stores of a small model, byte by byte as computed by hand from its format.
#include <map>
#include <string>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/model/precision.h>
#include <vramcalc/model/recipe.h>

#include "model/recipes/linear_layer.h"

namespace vramcalc::model {
namespace {

// Two matrices of layers; embedding, head, router, norm and bias beside them.
struct Example {
  Inventory inventory;
  Architecture architecture;

  Example() {
    inventory.add("token_embd.weight", {256, 1000}, StorageType::f16);
    inventory.add("output_norm.weight", {256}, StorageType::f32);
    inventory.add("output.weight", {256, 1000}, StorageType::f16);
    inventory.add("rope_freqs.weight", {64}, StorageType::f32, TensorPart::generated);
    inventory.add("blk.0.attn_q.weight", {256, 384}, StorageType::f16);
    inventory.add("blk.0.attn_q.bias", {384}, StorageType::f32);
    inventory.add("blk.0.ffn_gate_inp.weight", {256, 4}, StorageType::f32);
    inventory.add("blk.0.ffn_up_exps.weight", {256, 130, 4}, StorageType::f16);
    architecture.gguf_name = "llama";
    architecture.layers.resize(1);
  }

  StoredModel stored(const Recipe& recipe) const { return store(inventory, architecture, recipe); }
};

constexpr std::uint64_t table = 2 * 256 * 1000;            // embedding or head, 16-bit
constexpr std::uint64_t rest = 2 * (256 + 384 + 256 * 4);  // norm, bias, router
constexpr std::uint64_t unquantised = 2 * table + rest;

const StoredTensor& find(const StoredModel& model, std::string_view name) {
  for (const StoredTensor& stored : model.tensors) {
    if (stored.tensor->name == name) {
      return stored;
    }
  }
  throw std::out_of_range(std::string{name});
}

struct Expected {
  std::string name;
  Recipe recipe;
  std::string format;
  std::uint64_t matrix_bytes;  // blk.0.attn_q: 384 rows of 256
  std::uint64_t matrix_scales;
  std::uint64_t expert_bytes;  // blk.0.ffn_up_exps: four times 130 rows of 256
  std::uint64_t expert_scales;
};

GroupedRecipe grouped(std::uint32_t bits, std::uint64_t group, std::uint32_t zero_bits) {
  GroupedRecipe recipe;
  recipe.bits = bits;
  recipe.group = group;
  recipe.zero_bits = zero_bits;
  return recipe;
}

GroupedRecipe gptq() {
  GroupedRecipe recipe = grouped(4, 128, 4);
  recipe.group_index = true;
  return recipe;
}

GroupedRecipe packed_with_shape() {
  GroupedRecipe recipe = grouped(4, 32, 0);
  recipe.shape_tensor = true;
  return recipe;
}

Fp8Recipe fp8(Fp8Recipe::Scale scale, StorageType type, bool inputs) {
  Fp8Recipe recipe;
  recipe.scale = scale;
  recipe.scale_type = type;
  recipe.input_scales = inputs;
  return recipe;
}

MicroscalingRecipe microscaling(MicroscalingRecipe::Format format, bool inputs = false) {
  MicroscalingRecipe recipe;
  recipe.format = format;
  recipe.input_scales = inputs;
  return recipe;
}

BitsAndBytesRecipe bits_and_bytes(std::uint32_t bits, bool twice) {
  BitsAndBytesRecipe recipe;
  recipe.bits = bits;
  recipe.double_quantisation = twice;
  return recipe;
}

// Codes, then scales, zero points and aids.
std::vector<Expected> schemes() {
  using Scale = Fp8Recipe::Scale;
  using Format = MicroscalingRecipe::Format;
  // The text beside an NF4 matrix of 384 × 256 and of 130 × 256.
  constexpr std::uint64_t state = 79;
  return {
      {"GPTQ", gptq(), "int4", 49152 + 1536 + 384 + 1024, 768 + 768 + 256,
       66560 + 2080 + 544 + 4096, 1040 + 1040 + 1024},
      {"AWQ", grouped(4, 128, 4), "int4", 49152 + 1536 + 384, 768 + 768, 66560 + 2080 + 544,
       1040 + 1040},
      {"int8 a row", grouped(8, 0, 0), "int8", 98304 + 768, 384, 133120 + 1040, 520},
      {"3 bits", grouped(3, 64, 3), "int3", 36864 + 3072 + 4 * 144, 1536 + 1536,
       49920 + 4160 + 4 * 4 * 52, 2080 + 2080},
      {"compressed-tensors", packed_with_shape(), "int4", 49152 + 6144 + 16, 3072 + 16,
       66560 + 8320 + 4 * 16, 4160 + 4 * 16},
      {"fp8 a tensor", fp8(Scale::tensor, StorageType::f32, false), "fp8", 98304 + 4, 1,
       133120 + 16, 4},
      {"fp8 static", fp8(Scale::tensor, StorageType::f32, true), "fp8", 98304 + 8, 2, 133120 + 32,
       8},
      {"fp8 a row", fp8(Scale::channel, StorageType::bf16, false), "fp8", 98304 + 768, 384,
       133120 + 1040, 520},
      {"fp8 a block", fp8(Scale::block, StorageType::f32, false), "fp8", 98304 + 6 * 4, 6,
       133120 + 16 * 4, 16},
      {"MXFP4", microscaling(Format::mxfp4), "MXFP4", 49152 + 3072, 3072, 66560 + 4160, 4160},
      {"MXFP8", microscaling(Format::mxfp8), "MXFP8", 98304 + 3072, 3072, 133120 + 4160, 4160},
      {"NVFP4", microscaling(Format::nvfp4), "NVFP4", 49152 + 6144 + 4, 6145, 66560 + 8320 + 16,
       8324},
      {"NVFP4 static", microscaling(Format::nvfp4, true), "NVFP4", 49152 + 6144 + 8, 6146,
       66560 + 8320 + 32, 8328},
      {"LLM.int8", bits_and_bytes(8, false), "int8", 98304 + 1536 + 1, 385, 133120 + 2080 + 4, 524},
      {"NF4", bits_and_bytes(4, false), "NF4", 49152 + 6144 + 64 + state, 1536 + 16 + state,
       66560 + 8320 + 4 * (64 + state), 2080 + 4 * (16 + state)},
      {"NF4 twice", bits_and_bytes(4, true), "NF4", 49152 + 1536 + 24 + 1088 + state + 90,
       1536 + 6 + 16 + 256 + state + 90, 66560 + 2080 + 4 * (12 + 1088 + state + 90),
       2080 + 4 * (3 + 16 + 256 + state + 90)},
  };
}

}  // namespace

TEST_CASE("every scheme stores linear layers to the byte", "[recipe]") {
  const Example example;
  for (const Expected& expected : schemes()) {
    CAPTURE(expected.name);
    const StoredModel model = example.stored(expected.recipe);
    REQUIRE(model.tensors.size() == example.inventory.tensors().size());
    const StoredTensor& matrix = find(model, "blk.0.attn_q.weight");
    CHECK(matrix.format == expected.format);
    CHECK(matrix.bytes.count() == expected.matrix_bytes);
    CHECK(matrix.scale_elements == expected.matrix_scales);
    const StoredTensor& experts = find(model, "blk.0.ffn_up_exps.weight");
    CHECK(experts.bytes.count() == expected.expert_bytes);
    CHECK(experts.scale_elements == expected.expert_scales);
    // Embedding, head, router, norm and bias stay 16-bit; rotary constants are not stored.
    CHECK(model.language_bytes().count() ==
          unquantised + expected.matrix_bytes + expected.expert_bytes);
    CHECK(model.total_bytes() == model.language_bytes());
    CHECK(model.scale_elements(TensorPart::language) ==
          expected.matrix_scales + expected.expert_scales);
    CHECK(find(model, "rope_freqs.weight").bytes.count() == 0);
  }
}

TEST_CASE("a plain recipe has one type for every number", "[recipe]") {
  const Example example;
  const std::uint64_t elements = example.inventory.elements(TensorPart::language);
  CHECK(example.stored(PlainRecipe{StorageType::bf16}).language_bytes().count() == 2 * elements);
  CHECK(example.stored(PlainRecipe{StorageType::f32}).language_bytes().count() == 4 * elements);
}

TEST_CASE("MLX quantises embeddings and head too", "[recipe]") {
  Example example;
  example.inventory.add("blk.0.odd.weight", {96, 10}, StorageType::f16);
  GroupedRecipe mlx = grouped(4, 64, 16);
  mlx.embeddings_too = true;
  mlx.head_too = true;
  const StoredModel model = example.stored(mlx);
  // Half a byte each, and a 16-bit scale and bias a group.
  CHECK(find(model, "blk.0.attn_q.weight").bytes.count() == 49152 + 4 * 384 * 4);
  CHECK(find(model, "token_embd.weight").bytes.count() == 128000 + 4 * 1000 * 4);
  CHECK(find(model, "output.weight").format == "int4");
  // Rows that are no whole number of groups stay as they are.
  CHECK(find(model, "blk.0.odd.weight").format == "F16");
}

TEST_CASE("ExLlama has a mean of bits and bits of its own for the head", "[recipe]") {
  Example example;
  example.inventory.add("v.blk.0.attn_q.weight", {64, 64}, StorageType::f16, TensorPart::vision);
  const StoredModel model = example.stored(ExllamaRecipe{{9, 2}, {6, 1}});
  CHECK(find(model, "blk.0.attn_q.weight").bytes.count() == 98304 * 9 / 16);
  CHECK(find(model, "blk.0.ffn_up_exps.weight").bytes.count() == 133120 * 9 / 16);
  CHECK(find(model, "output.weight").bytes.count() == 256000 * 6 / 8);
  CHECK(find(model, "token_embd.weight").bytes.count() == table);
  CHECK(model.bytes(TensorPart::vision).count() == 2 * 64 * 64);
}

TEST_CASE("gpt-oss's recipe quantises experts only", "[recipe]") {
  const Example example;
  MicroscalingRecipe recipe;
  recipe.experts_only = true;
  const StoredModel model = example.stored(recipe);
  CHECK(find(model, "blk.0.attn_q.weight").format == "BF16");
  CHECK(find(model, "blk.0.ffn_up_exps.weight").format == "MXFP4");
}

TEST_CASE("modules that a recipe names stay as they are", "[recipe]") {
  const Example example;
  Fp8Recipe recipe;
  recipe.left_alone = {{"re:.*self_attn.*"}};
  const StoredModel model = example.stored(recipe);
  CHECK(find(model, "blk.0.attn_q.weight").format == "BF16");
  CHECK(find(model, "blk.0.ffn_up_exps.weight").format == "fp8");
}

TEST_CASE("a mixed recipe goes by the first group that names a layer", "[recipe]") {
  const Example example;
  MixedRecipe recipe;
  recipe.groups.push_back({{{"mlp.experts"}}, microscaling(MicroscalingRecipe::Format::nvfp4)});
  recipe.groups.push_back({{{"lm_head"}}, GroupedRecipe{}});
  recipe.groups.push_back({{}, Fp8Recipe{}});
  const StoredModel model = example.stored(recipe);
  CHECK(find(model, "blk.0.ffn_up_exps.weight").format == "NVFP4");
  CHECK(find(model, "blk.0.attn_q.weight").format == "fp8");
  CHECK(find(model, "output.weight").format == "int4");
  CHECK(find(model, "token_embd.weight").format == "BF16");
  CHECK(find(model, "blk.0.ffn_gate_inp.weight").format == "BF16");
}

TEST_CASE("the halves of kv_b_proj make one matrix", "[recipe]") {
  // 64 heads of 192 + 256 rows over a rank of 512: 28672 rows, 224 × 4 blocks.
  Inventory inventory;
  inventory.add("blk.0.attn_k_b.weight", {192, 512, 64}, StorageType::f16);
  inventory.add("blk.0.attn_v_b.weight", {512, 256, 64}, StorageType::f16);
  const Architecture architecture;
  Fp8Recipe blocks;
  blocks.scale = Fp8Recipe::Scale::block;
  CHECK(store(inventory, architecture, blocks).scale_elements(TensorPart::language) == 224 * 4);
  CHECK(store(inventory, architecture, Fp8Recipe{}).scale_elements(TensorPart::language) == 1);
}

TEST_CASE("the roles of tensors go by their names", "[recipe]") {
  const auto role = [](std::string_view name, const Shape& shape) {
    return role_of({name, shape, StorageType::f16, TensorPart::language});
  };
  CHECK(role("blk.0.attn_q.weight", {8, 8}) == TensorRole::linear);
  CHECK(role("blk.0.shortconv.in_proj.weight", {8, 8}) == TensorRole::linear);
  CHECK(role("blk.0.shortconv.conv.weight", {3, 8}) == TensorRole::other);
  CHECK(role("blk.0.ssm_conv1d.weight", {4, 8}) == TensorRole::other);
  CHECK(role("blk.0.attn_q_norm.weight", {8, 8}) == TensorRole::other);
  CHECK(role("blk.0.ffn_up_exps.bias", {8, 8}) == TensorRole::other);
  CHECK(role("blk.0.ffn_gate_inp.weight", {8, 8}) == TensorRole::sensitive);
  CHECK(role("blk.9.nextn.eh_proj.weight", {8, 8}) == TensorRole::sensitive);
  CHECK(role("blk.9.nextn.shared_head_head.weight", {8, 8}) == TensorRole::head);
  CHECK(role("token_embd.weight", {8, 8}) == TensorRole::embedding);
  CHECK(role("model.embed_tokens.weight", {8, 8}) == TensorRole::embedding);
  CHECK(role("output.weight", {8, 8}) == TensorRole::head);
  CHECK(role("v.patch_embd.weight", {14, 14, 3, 8}) == TensorRole::other);
}

TEST_CASE("a stored file keeps the types that it has", "[recipe]") {
  Inventory inventory;
  inventory.add("model.layers.0.mlp.up_proj.qweight", {64, 8}, StorageType::i32);
  inventory.add("model.layers.0.mlp.up_proj.scales", {64, 2}, StorageType::f16, TensorPart::scale);
  const StoredModel model = store_as_is(inventory);
  CHECK(model.language_bytes().count() == 4 * 64 * 8 + 2 * 64 * 2);
  CHECK(model.scale_elements(TensorPart::scale) == 128);
  CHECK(model.tensors[0].format == "I32");
}

TEST_CASE("names of precisions mean recipes", "[recipe]") {
  const Example example;
  const auto stored = [&](const char* name) {
    return example.stored(recipe_of(find_precision(name)));
  };
  // int4: GPTQ, symmetric. int8: one scale a row. Both with 16-bit embeddings and head.
  CHECK(find(stored("int4"), "blk.0.attn_q.weight").bytes.count() == 49152 + 1536 + 1024);
  CHECK(find(stored("int8"), "blk.0.attn_q.weight").bytes.count() == 98304 + 768);
  CHECK(find(stored("gptq"), "blk.0.attn_q.weight").bytes.count() == 49152 + 1536 + 384 + 1024);
  CHECK(find(stored("awq"), "blk.0.attn_q.weight").bytes.count() == 49152 + 1536 + 384);
  CHECK(find(stored("fp8"), "blk.0.attn_q.weight").bytes.count() == 98304 + 4);
  CHECK(find(stored("mxfp4"), "blk.0.attn_q.weight").bytes.count() == 49152 + 3072);
  CHECK(find(stored("exl3:4.5"), "blk.0.attn_q.weight").bytes.count() == 98304 * 9 / 16);
  CHECK(find(stored("q8_0"), "blk.0.attn_q.weight").bytes.count() == 98304 / 32 * 34);
  for (const char* name : {"int4", "int8", "gptq", "awq", "fp8", "nf4", "mxfp4", "nvfp4"}) {
    CAPTURE(name);
    CHECK(find(stored(name), "output.weight").bytes.count() == table);
    CHECK(find(stored(name), "token_embd.weight").bytes.count() == table);
  }
}

TEST_CASE("every named precision has a recipe and a text", "[recipe]") {
  for (const Precision& precision : precisions()) {
    CAPTURE(precision.id);
    CHECK_FALSE(recipe_text(recipe_of(precision)).empty());
  }
  CHECK(std::holds_alternative<PlainRecipe>(recipe_of(find_precision("bf16"))));
  RecipeOptions options;
  options.gguf_types = true;
  options.imatrix = true;
  const Recipe gguf = recipe_of(find_precision("bf16"), options);
  REQUIRE(std::holds_alternative<GgufRecipe>(gguf));
  CHECK(std::get<GgufRecipe>(gguf).file_type == "BF16");
  CHECK(recipe_text(recipe_of(find_precision("q4_k_m"), options)) ==
        "GGUF Q4_K_M with an importance matrix");
}

TEST_CASE("named precisions leave towers alone", "[recipe]") {
  Example example;
  example.inventory.add("v.blk.0.attn_qkv.weight", {64, 192}, StorageType::f16, TensorPart::vision);
  example.inventory.add("mm.0.weight", {64, 64}, StorageType::f16, TensorPart::vision);
  example.inventory.add("a.blk.0.attn_q.weight", {64, 64}, StorageType::f16, TensorPart::audio);
  for (const char* name : {"int4", "int8", "fp8", "nf4", "mxfp4", "exl2:4"}) {
    CAPTURE(name);
    const StoredModel model = example.stored(recipe_of(find_precision(name)));
    CHECK(model.bytes(TensorPart::vision).count() == 2 * (64 * 192 + 64 * 64));
    CHECK(model.bytes(TensorPart::audio).count() == 2 * 64 * 64);
  }
}

TEST_CASE("a size that leaves 64 bits is refused", "[recipe]") {
  Inventory inventory;
  inventory.add("blk.0.attn_q.weight", {std::uint64_t{1} << 40, std::uint64_t{1} << 40},
                StorageType::f16);
  const Architecture architecture;
  for (const Expected& scheme : schemes()) {
    CAPTURE(scheme.name);
    CHECK_THROWS_AS(store(inventory, architecture, scheme.recipe), Error);
  }
}

}  // namespace vramcalc::model
