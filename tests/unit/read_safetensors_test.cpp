// Safetensors files, folders and indexes that are as they should be.
#include "read/safetensors/safetensors.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>

#include "read/adapter_config.h"
#include "read/json/json.h"
#include "read/safetensors/packed_weights.h"
#include "read/safetensors/parts.h"
#include "support/allocation.h"
#include "support/files.h"
#include "support/safetensors.h"

namespace vramcalc::read {
namespace {

using model::StorageType;
using model::TensorPart;
using test::SafetensorsWriter;

SafetensorsFile read(const std::string& bytes) {
  return read_safetensors_file(FileSource{std::string_view{bytes}, "m.safetensors"});
}

std::vector<std::string> warnings_of(const model::Checkpoint& checkpoint) {
  std::vector<std::string> texts;
  for (const Text& warning : checkpoint.warnings) {
    texts.push_back(render(warning));
  }
  return texts;
}

// What the tensors of a file stand for, with a config or without.
WeightCounts counts_of(const SafetensorsWriter& writer, const std::string& config = "{}") {
  SafetensorsFile file = read(writer.file());
  assign_parts(file.inventory.tensors());
  const std::span<const model::Tensor> tensors = file.inventory.tensors();
  const model::ConfigValue root = parse_json_text(config, "config.json");
  // Names outlive the file in no case: only the numbers are looked at.
  WeightCounts counts =
      count_weights(tensors, TensorNames{tensors}, packing_of(model::Config{root, "config.json"}));
  counts.guessed_example = {};
  return counts;
}

TensorPart part_of(const std::string& name, const std::string& dtype = "F16",
                   std::optional<std::uint64_t> first_mtp_layer = std::nullopt) {
  SafetensorsFile file = read(SafetensorsWriter{}.add(name, dtype, "[0]", 0).file());
  assign_parts(file.inventory.tensors(), first_mtp_layer);
  return file.inventory.tensors().front().part;
}

}  // namespace

TEST_CASE("every dtype of safetensors is read", "[unit][read]") {
  struct Case {
    std::string dtype;
    StorageType type;
    std::size_t bytes;  // of six numbers
  };
  using enum StorageType;
  const std::vector<Case> cases{
      {"F64", f64, 48},        {"F32", f32, 24},        {"F16", f16, 12},        {"BF16", bf16, 12},
      {"F8_E4M3", f8_e4m3, 6}, {"F8_E5M2", f8_e5m2, 6}, {"F8_E8M0", f8_e8m0, 6}, {"F4", f4, 3},
      {"I64", i64, 48},        {"I32", i32, 24},        {"I16", i16, 12},        {"I8", i8, 6},
      {"U64", u64, 48},        {"U32", u32, 24},        {"U16", u16, 12},        {"U8", u8, 6},
      {"BOOL", boolean, 6},    {"C64", c64, 48},
  };
  for (const Case& row : cases) {
    CAPTURE(row.dtype);
    const SafetensorsFile file =
        read(SafetensorsWriter{}.add("w", row.dtype, "[3,2]", row.bytes).file());
    REQUIRE(file.inventory.tensors().size() == 1);
    const model::Tensor& tensor = file.inventory.tensors().front();
    CHECK(tensor.name == "w");
    CHECK(tensor.type == row.type);
    CHECK(tensor.shape == model::Shape{2, 3});  // row length first
    CHECK(bytes_of(tensor) == Bytes{row.bytes});
  }
}

TEST_CASE("a safetensors header may be padded, out of order and hold metadata", "[unit][read]") {
  const std::string header = R"({"b":{"data_offsets":[4,6],"shape":[2],"dtype":"U8"},)"
                             R"("__metadata__":{"format":"pt","note":"a\nb"},)"
                             R"("nothing":{"dtype":"F32","shape":[0,7],"data_offsets":[4,4]},)"
                             R"("scalar":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}      )";
  const std::string bytes = test::safetensors(header, 6);
  CHECK(looks_like_safetensors(FileSource{std::string_view{bytes}, "x"}));
  const SafetensorsFile file = read(bytes);
  CHECK(file.files == 1);
  CHECK(file.header_bytes == Bytes{8 + header.size()});
  CHECK(file.file_bytes == Bytes{bytes.size()});
  REQUIRE(file.inventory.tensors().size() == 3);
  CHECK(file.inventory.tensors()[2].shape.rank() == 0);
  CHECK(file.inventory.elements(TensorPart::language) == 3);
  REQUIRE(file.metadata.size() == 2);
  CHECK(file.metadata[0].key == "format");
  CHECK(file.metadata[0].type == "string");
  CHECK(file.metadata[0].value == "pt");
  CHECK(file.metadata[1].value == "a\nb");
  CHECK(file.metadata[1].length == 3);
}

TEST_CASE("long texts of the metadata are cut between characters", "[unit][read]") {
  std::string text(longest_metadata_value - 1, 'x');
  text += "éé";
  const SafetensorsFile file =
      read(test::safetensors(R"({"__metadata__":{"a":")" + text + R"("}})", 0));
  CHECK(file.metadata.front().value == std::string(longest_metadata_value - 1, 'x'));
  CHECK(file.metadata.front().length == text.size());
}

TEST_CASE("what looks like safetensors", "[unit][read]") {
  const auto looks = [](const std::string& bytes) {
    return looks_like_safetensors(FileSource{std::string_view{bytes}, "x"});
  };
  CHECK(looks(test::safetensors("{}", 0)));
  CHECK(looks(std::string{"\x40\0\0\0\0\0\0\0{", 9}));  // cut: another message says so
  CHECK_FALSE(looks(""));
  CHECK_FALSE(looks("GGUF\3\0\0\0{}"));
  CHECK_FALSE(looks(R"({"model_type":"llama"})"));
}

TEST_CASE("parts of a checkpoint by their names", "[unit][read]") {
  using enum TensorPart;
  struct Case {
    std::string name;
    TensorPart part;
  };
  const std::vector<Case> cases{
      {"model.layers.0.self_attn.q_proj.weight", language},
      {"lm_head.weight", language},
      {"language_model.model.layers.7.mlp.up_proj.weight", language},
      {"model.language_model.embed_tokens.weight", language},
      {"model.layers.0.mlp.gate.e_score_correction_bias", language},
      {"visual.blocks.0.attn.qkv.weight", vision},
      {"model.visual.patch_embed.proj.weight", vision},
      {"transformer.visual.conv1.weight", vision},
      {"vision_tower.vision_model.embeddings.patch_embedding.weight", vision},
      {"model.vision_tower.timm_model.conv_stem.conv.weight", vision},
      {"multi_modal_projector.mm_soft_emb_norm.weight", vision},
      {"model.multi_modal_projector.linear_1.weight", vision},
      {"model.mm_projector.0.weight", vision},
      {"model.vision_embed_tokens.img_projection.0.weight", vision},
      {"model.embed_vision.embedding_projection.weight", vision},
      {"vision_model.encoder.layers.0.mlp.fc1.weight", vision},
      {"model.audio_tower.conformer.0.norm.weight", audio},
      {"thinker.audio_tower.layers.0.fc1.weight", audio},
      {"model.embed_audio.embedding.weight", audio},
      {"mtp.layers.0.mlp.gate.weight", mtp},
      {"mtp.fc.weight", mtp},
      {"model.mtp_layers.0.input_proj.weight", mtp},
      {"model.mtp.layers.0.token_layernorm.weight", mtp},
      {"model.layers.61.enorm.weight", mtp},
      {"base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", adapter},
      {"base_model.model.model.layers.0.self_attn.q_proj.lora_B.default.weight", adapter},
      {"model.layers.0.self_attn.rotary_emb.inv_freq", generated},
      {"transformer.rotary_pos_emb.inv_freq", generated},
      {"model.layers.0.mlp.up_proj.scales", scale},
      {"model.layers.0.mlp.up_proj.biases", scale},
      {"model.layers.0.mlp.up_proj.qzeros", scale},
      {"model.layers.0.mlp.up_proj.g_idx", scale},
      {"model.layers.0.mlp.up_proj.weight_scale", scale},
      {"model.layers.0.mlp.up_proj.weight_scale_inv", scale},
      {"model.layers.0.mlp.up_proj.weight_scale_2", scale},
      {"model.layers.0.mlp.up_proj.input_scale", scale},
      {"model.layers.0.mlp.up_proj.weight_zero_point", scale},
      {"model.layers.0.mlp.up_proj.weight_shape", scale},
      {"model.layers.0.mlp.up_proj.weight.absmax", scale},
      {"model.layers.0.mlp.up_proj.weight.nested_absmax", scale},
      {"model.layers.0.mlp.up_proj.weight.quant_map", scale},
      {"model.layers.0.mlp.up_proj.weight.quant_state.bitsandbytes__nf4", scale},
      {"model.layers.0.mlp.up_proj.SCB", scale},
      {"model.layers.0.mlp.experts.gate_up_proj_scales", scale},
      {"model.layers.0.self_attn.k_proj.k_scale", scale},
  };
  for (const Case& row : cases) {
    CAPTURE(row.name);
    CHECK(part_of(row.name) == row.part);
  }
  CHECK(part_of("layers.0.attn.wq_a.scale", "F8_E8M0") == scale);
  CHECK(part_of("model.layers.45.mlp.up_proj.weight", "F16", 45) == mtp);
  CHECK(part_of("model.layers.44.mlp.up_proj.weight", "F16", 45) == language);
}

TEST_CASE("a layer with the parts of a prediction layer is one as a whole", "[unit][read]") {
  SafetensorsFile file = read(SafetensorsWriter{}
                                  .add("model.layers.1.mlp.up_proj.weight", "F16", "[1]", 2)
                                  .add("model.layers.2.eh_proj.weight", "F16", "[1]", 2)
                                  .add("model.layers.2.mlp.up_proj.weight", "F16", "[1]", 2)
                                  .file());
  assign_parts(file.inventory.tensors());
  CHECK(file.inventory.elements(TensorPart::language) == 1);
  CHECK(file.inventory.elements(TensorPart::mtp) == 2);
}

TEST_CASE("the causal masks of the first GPTs are no parameters", "[unit][read]") {
  SafetensorsFile file = read(SafetensorsWriter{}
                                  .add("h.0.attn.bias", "F32", "[1,1,4,4]", 64)
                                  .add("h.0.attn.c_attn.bias", "F32", "[4]", 16)
                                  .file());
  assign_parts(file.inventory.tensors());
  CHECK(file.inventory.elements(TensorPart::generated) == 16);
  CHECK(file.inventory.elements(TensorPart::language) == 4);
}

TEST_CASE("packed weights count as the weights that they hold", "[unit][read]") {
  // One matrix of 256 inputs and 64 outputs each time.
  constexpr std::uint64_t weights = 256 * 64;
  struct Case {
    std::string what;
    SafetensorsWriter writer;
    std::string config;
    std::string precision;
  };
  const std::string gptq4 = R"({"quantization_config":{"quant_method":"gptq","bits":4}})";
  const std::string compressed = R"({"quantization_config":{"config_groups":{"group_0":)"
                                 R"({"weights":{"num_bits":4,"group_size":32}}}}})";
  const std::string channels = R"({"quantization_config":{"config_groups":{"group_0":)"
                               R"({"weights":{"num_bits":8,"group_size":-1}}}}})";
  const std::string mlx = R"({"quantization":{"group_size":64,"bits":4}})";
  const std::string mlx_mixed =
      R"({"quantization":{"group_size":64,"bits":4,"m":{"group_size":32,"bits":8}}})";
  const std::vector<Case> cases{
      {"GPTQ with an index",
       SafetensorsWriter{}
           .add("m.qweight", "I32", "[32,64]", 8192)
           .add("m.scales", "F16", "[2,64]", 256)
           .add("m.qzeros", "I32", "[2,8]", 64)
           .add("m.g_idx", "I32", "[256]", 1024),
       "{}", "gptq"},
      {"GPTQ by its zeros, 8 bits",
       SafetensorsWriter{}
           .add("m.qweight", "I32", "[64,64]", 16384)
           .add("m.scales", "F16", "[2,64]", 256)
           .add("m.qzeros", "I32", "[2,16]", 128),
       "{}", "int8"},
      {"GPTQ by its zeros, 3 bits",
       SafetensorsWriter{}
           .add("m.qweight", "I32", "[24,64]", 6144)
           .add("m.scales", "F16", "[2,64]", 256)
           .add("m.qzeros", "I32", "[2,6]", 48),
       "{}", "gptq"},
      {"GPTQ by its config", SafetensorsWriter{}.add("m.qweight", "I32", "[32,64]", 8192), gptq4,
       "gptq"},
      {"AWQ",
       SafetensorsWriter{}
           .add("m.qweight", "I32", "[256,8]", 8192)
           .add("m.scales", "F16", "[2,64]", 256)
           .add("m.qzeros", "I32", "[2,8]", 64),
       "{}", "awq"},
      {"bitsandbytes NF4",
       SafetensorsWriter{}
           .add("m.weight", "U8", "[8192,1]", 8192)
           .add("m.weight.absmax", "F32", "[256]", 1024)
           .add("m.weight.quant_map", "F32", "[16]", 64),
       "{}", "nf4"},
      {"bitsandbytes NF4 in 16-bit storage",
       SafetensorsWriter{}
           .add("m.weight", "BF16", "[4096,1]", 8192)
           .add("m.weight.absmax", "U8", "[256]", 256),
       "{}", "nf4"},
      {"bitsandbytes int8",
       SafetensorsWriter{}
           .add("m.weight", "I8", "[64,256]", 16384)
           .add("m.SCB", "F32", "[64]", 256),
       "{}", "int8"},
      {"fp8 in blocks",
       SafetensorsWriter{}
           .add("m.weight", "F8_E4M3", "[64,256]", 16384)
           .add("m.weight_scale_inv", "F32", "[1,2]", 8),
       "{}", "fp8"},
      {"compressed-tensors, 4 bits in groups",
       SafetensorsWriter{}
           .add("m.weight_packed", "I32", "[64,32]", 8192)
           .add("m.weight_scale", "BF16", "[64,8]", 1024)
           .add("m.weight_shape", "I64", "[2]", 16),
       compressed, "int4"},
      {"compressed-tensors, 8 bits a channel",
       SafetensorsWriter{}
           .add("m.weight_packed", "I32", "[64,64]", 16384)
           .add("m.weight_scale", "BF16", "[64,1]", 128),
       channels, "int8"},
      {"compressed-tensors NVFP4",
       SafetensorsWriter{}
           .add("m.weight_packed", "U8", "[64,128]", 8192)
           .add("m.weight_scale", "F8_E4M3", "[64,16]", 1024)
           .add("m.weight_global_scale", "F32", "[1]", 4),
       "{}", "nvfp4"},
      {"modelopt NVFP4",
       SafetensorsWriter{}
           .add("m.weight", "U8", "[64,128]", 8192)
           .add("m.weight_scale", "F8_E4M3", "[64,16]", 1024)
           .add("m.weight_scale_2", "F32", "[]", 4),
       "{}", "nvfp4"},
      {"4-bit floats in signed bytes, exponents beside",
       SafetensorsWriter{}
           .add("m.weight", "I8", "[64,128]", 8192)
           .add("m.scale", "F8_E8M0", "[64,8]", 512),
       "{}", "mxfp4"},
      {"gpt-oss",
       SafetensorsWriter{}
           .add("m.down_proj_blocks", "U8", "[2,32,8,16]", 8192)
           .add("m.down_proj_scales", "U8", "[2,32,8]", 512),
       "{}", "mxfp4"},
      {"F4", SafetensorsWriter{}.add("m.weight", "F4", "[64,256]", 8192), "{}", "mxfp4"},
      {"MLX",
       SafetensorsWriter{}
           .add("m.weight", "U32", "[64,32]", 8192)
           .add("m.scales", "F16", "[64,4]", 512)
           .add("m.biases", "F16", "[64,4]", 512),
       mlx, "int4"},
      {"MLX with a module of its own group",
       SafetensorsWriter{}
           .add("m.weight", "U32", "[64,64]", 16384)
           .add("m.scales", "F16", "[64,8]", 1024),
       mlx_mixed, "int4"},
      {"ExLlama 2",
       SafetensorsWriter{}
           .add("m.q_weight", "I32", "[20,64]", 5120)
           .add("m.q_invperm", "I32", "[256]", 1024),
       "{}", "int4"},
      {"ExLlama 3",
       SafetensorsWriter{}
           .add("m.trellis", "I16", "[16,4,64]", 8192)
           .add("m.suh", "F16", "[256]", 512)
           .add("m.svh", "F16", "[64]", 128),
       "{}", "int4"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.what);
    const WeightCounts counts = counts_of(row.writer, row.config);
    CHECK(counts.of(TensorPart::language) == weights);
    CHECK(counts.precision == row.precision);
    CHECK(counts.guessed_tensors == 0);
  }
}

TEST_CASE("packed weights of unknown bits count as 4-bit ones and are told", "[unit][read]") {
  const auto unknown = SafetensorsWriter{}
                           .add("m.weight", "U32", "[64,32]", 8192)
                           .add("m.scales", "F16", "[64,4]", 512);
  const WeightCounts counts = counts_of(unknown);
  CHECK(counts.of(TensorPart::language) == 64 * 256);
  CHECK(counts.guessed_tensors == 1);

  const test::TemporaryFolder folder;
  const auto path = folder.write("m.safetensors", unknown.file());
  CHECK(warnings_of(read_safetensors(path)) ==
        std::vector<std::string>{"1 packed tensor, such as 'm.weight', does not tell how many bits "
                                 "a weight has; 4 are assumed"});
}

TEST_CASE("a folder with an index and all of its shards", "[unit][read]") {
  const test::TemporaryFolder folder;
  const std::string first = SafetensorsWriter{}
                                .add("model.embed_tokens.weight", "BF16", "[8,4]", 64)
                                .add("model.visual.proj.weight", "BF16", "[4]", 8)
                                .file();
  const std::string second = SafetensorsWriter{}
                                 .add("lm_head.weight", "BF16", "[8,4]", 64)
                                 .add("mtp.fc.weight", "BF16", "[2]", 4)
                                 .file();
  const std::string index_text =
      R"({"metadata":{"total_size":140,"by":"hand"},"weight_map":{)"
      R"("model.embed_tokens.weight":"model-00001-of-00002.safetensors",)"
      R"("model.visual.proj.weight":"model-00001-of-00002.safetensors",)"
      R"("mtp.fc.weight":"model-00002-of-00002.safetensors",)"
      R"("lm_head.weight":"model-00002-of-00002.safetensors"}})";
  const auto shard = folder.write("model-00001-of-00002.safetensors", first);
  folder.write("model-00002-of-00002.safetensors", second);
  folder.write("consolidated.safetensors", "a copy in another format");
  const auto index = folder.write("model.safetensors.index.json", index_text);

  CHECK(has_safetensors(folder.path()));
  for (const auto& path : {folder.path(), index, shard}) {
    CAPTURE(path);
    const model::Checkpoint checkpoint = read_safetensors(path);
    CHECK(checkpoint.format == model::CheckpointFormat::safetensors);
    CHECK(checkpoint.files == 2);
    CHECK(checkpoint.missing_files == 0);
    CHECK(checkpoint.file_bytes == Bytes{first.size() + second.size()});
    CHECK(checkpoint.file_type == "BF16");
    CHECK(checkpoint.model.source == model::ModelSource::safetensors);
    CHECK(checkpoint.model.parameters == 64);
    CHECK(checkpoint.model.mtp_parameters == 2U);
    CHECK(checkpoint.model.vision_parameters == 4U);
    CHECK(checkpoint.model.native_precision == "bf16");
    CHECK(checkpoint.warnings.empty());
    CHECK(checkpoint.model.layout == nullptr);
    REQUIRE(checkpoint.model.stored != nullptr);
    CHECK(checkpoint.model.stored->tensors().size() == 4);
    REQUIRE(checkpoint.metadata.size() == 2);
    CHECK(checkpoint.metadata[0].key == "total_size");
    CHECK(checkpoint.metadata[0].value == "140");
  }

  folder.write("config.json", R"({"model_type":"a_model_of_tomorrow","tie_word_embeddings":true})");
  const model::Checkpoint tied = read_safetensors(folder.path());
  CHECK(tied.model.parameters == 32);
  REQUIRE(tied.warnings.size() == 2);
  CHECK(render(tied.warnings[0])
            .ends_with("config.json: the layout of model_type 'a_model_of_tomorrow' is not known"));
  CHECK(render(tied.warnings[1]) ==
        "the output head is stored beside the embedding that it is "
        "tied to; its 32 parameters count once");

  std::filesystem::remove(shard);
  const model::Checkpoint partial = read_safetensors(index);
  CHECK(partial.files == 1);
  CHECK(partial.missing_files == 1);
  CHECK(partial.file_bytes == Bytes{std::max<std::uint64_t>(second.size(), 140)});
  CHECK(warnings_of(partial).at(1) == "1 of 2 files are missing; what they hold is not counted");
}

TEST_CASE("a folder of safetensors files without an index", "[unit][read]") {
  const test::TemporaryFolder folder;
  const auto one = [](const std::string& name) {
    return SafetensorsWriter{}.add(name, "F32", "[1]", 4).file();
  };
  folder.write("a.safetensors", one("a"));
  folder.write("b.safetensors", one("b"));
  CHECK(read_safetensors(folder.path()).model.parameters == 2);
  CHECK(read_safetensors(folder.path() / "b.safetensors").model.parameters == 1);
  folder.write("model.safetensors", one("c"));  // what transformers loads, then
  CHECK(read_safetensors(folder.path()).model.parameters == 1);

  folder.write("m-00001-of-00003.safetensors", one("d"));
  folder.write("m-00003-of-00003.safetensors", one("e"));
  const model::Checkpoint shards = read_safetensors(folder.path() / "m-00001-of-00003.safetensors");
  CHECK(shards.files == 2);
  CHECK(shards.missing_files == 1);
  CHECK(shards.model.parameters == 2);
}

TEST_CASE("tensors that the index leaves out are told", "[unit][read]") {
  const test::TemporaryFolder folder;
  folder.write("x.safetensors",
               SafetensorsWriter{}.add("a", "F32", "[1]", 4).add("b", "F32", "[1]", 4).file());
  folder.write("model.safetensors.index.json", R"({"weight_map":{"a":"x.safetensors"}})");
  CHECK(warnings_of(read_safetensors(folder.path())) ==
        std::vector<std::string>{"1 tensor is not in the index and is counted all the same"});
}

TEST_CASE("an index without any shard tells names and their sum", "[unit][read]") {
  // Of https://huggingface.co/Qwen/Qwen3-14B-MLX-4bit: two of its layers.
  const std::filesystem::path path = std::filesystem::path{VRAMCALC_SOURCE_DIR} /
                                     "tests/data/safetensors/"
                                     "qwen3-14b-mlx-4bit.safetensors.index.json";
  const SafetensorsIndex index = read_safetensors_index(FileSource{path});
  CHECK(index.entries().size() == 57);
  CHECK(index.shards.size() == 2);
  CHECK(index.total_size == Bytes{8'307'783'680});
  const model::Checkpoint checkpoint = read_safetensors(path);
  CHECK(checkpoint.files == 0);
  CHECK(checkpoint.missing_files == 2);
  CHECK(checkpoint.file_bytes == Bytes{8'307'783'680});
  CHECK(checkpoint.model.parameters == 0);
  CHECK_FALSE(checkpoint.model.has_tensors());
  CHECK(warnings_of(checkpoint).front() ==
        "2 of 2 files are missing; what they hold is not counted");
}

TEST_CASE("an adapter beside its config", "[unit][read]") {
  const model::ConfigValue root = parse_json_text(
      R"({"peft_type":"LORA","r":16,"lora_alpha":32,"base_model_name_or_path":"meta-llama/x",)"
      R"("target_modules":["q_proj","v_proj"]})",
      "adapter_config.json");
  const model::Config config{root, "adapter_config.json"};
  CHECK(is_adapter_config(config));
  const model::Adapter adapter = read_adapter_config(config);
  CHECK(adapter.method == "LORA");
  CHECK(adapter.base_model == "meta-llama/x");
  CHECK(adapter.rank == 16);
  CHECK(adapter.alpha == 32);
  CHECK(adapter.target_modules == std::vector<std::string>{"q_proj", "v_proj"});

  const test::TemporaryFolder folder;
  const auto path = folder.write(
      "adapter_model.safetensors",
      SafetensorsWriter{}.add("base_model.model.q_proj.lora_A.weight", "F32", "[2,8]", 64).file());
  CHECK(read_safetensors(path).format == model::CheckpointFormat::adapter);
}

TEST_CASE("hostile headers take at most 64 MiB beyond their own bytes", "[unit][read][malformed]") {
  const auto refused = [](const std::string& bytes) {
    return test::most_allocated_by([&] {
      try {
        (void)read(bytes);
      } catch (const Error&) {
        return;
      }
    });
  };
  const std::size_t room = std::size_t{64} << 20;

  std::string header = "{";  // one more than is allowed, each as short as can be
  for (std::size_t i = 0; i <= most_safetensors_tensors; ++i) {
    header += "\"" + std::to_string(i) + R"(":{"dtype":"F4","shape":[0],"data_offsets":[0,0]},)";
  }
  header.back() = '}';
  CHECK(refused(test::safetensors(header, 0)) < header.size() + room);

  std::string wide = "{";  // names that leave the end of every block empty
  while (wide.size() < std::size_t{24} << 20) {
    std::string name = std::to_string(wide.size());
    name.resize(longest_tensor_name, 'n');
    wide += "\"" + name + R"(":{"dtype":"F4","shape":[0],"data_offsets":[0,0]},)";
  }
  wide.back() = '}';
  CHECK(refused(test::safetensors(wide, 0)) < wide.size() + room);

  const std::string spaces = "{" + std::string(std::size_t{8} << 20, ' ') + "}";
  CHECK(refused(test::safetensors(spaces, 0)) < mebibyte.count());
  const std::string text = "{\"" + std::string(std::size_t{8} << 20, 'x') + "\"}";
  CHECK(refused(test::safetensors(text, 0)) < room);
  // A header of 100 MB, said and not there.
  const std::string said = std::string{"\0\xE1\xF5\5\0\0\0\0", 8} + "{";
  CHECK(refused(said) < std::size_t{1} << 20);
}

}  // namespace vramcalc::read
