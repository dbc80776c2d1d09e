// Towers against what the publishers' stated totals leave beside the language model. Totals are
// those of the safetensors files of the repository of that name on https://huggingface.co.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/model/blueprint.h>

#include "read/json/json.h"

namespace vramcalc::model {
namespace {

Blueprint build(const std::string& text) {
  const ConfigValue root = read::parse_json_text(text, "config.json");
  return build_model(Config{root, "config.json"});
}

// A language model of one layer, so wide, with the towers of `fields`.
std::string with_towers(std::string_view model_type, std::uint64_t hidden,
                        std::string_view fields) {
  return R"({"model_type": ")" + std::string{model_type} +
         R"(", "text_config": {"model_type": "qwen3", "hidden_size": )" + std::to_string(hidden) +
         R"(, "num_hidden_layers": 1, "num_attention_heads": 8, "intermediate_size": 64,
              "vocab_size": 64})" +
         std::string{fields} + "}";
}

struct Known {
  std::string_view repository;
  std::string_view model_type;
  std::uint64_t hidden;
  std::uint64_t elements;
  std::string_view fields;
};

constexpr std::string_view qwen3_middle =
    R"("depth": 27, "hidden_size": 1152, "in_channels": 3, "intermediate_size": 4304,
       "num_heads": 16, "num_position_embeddings": 2304, "patch_size": 16,
       "spatial_merge_size": 2, "temporal_patch_size": 2)";
constexpr std::string_view qwen3_small =
    R"("depth": 24, "hidden_size": 1024, "in_channels": 3, "intermediate_size": 4096,
       "num_heads": 16, "num_position_embeddings": 2304, "patch_size": 16,
       "spatial_merge_size": 2, "temporal_patch_size": 2)";

std::string qwen3(std::string_view fields, std::uint64_t rows, std::string_view stacked) {
  return R"(, "vision_config": {)" + std::string{fields} + R"(, "out_hidden_size": )" +
         std::to_string(rows) + R"(, "deepstack_visual_indexes": )" + std::string{stacked} + "}";
}

constexpr std::string_view siglip =
    R"(, "vision_config": {"hidden_size": 1152, "image_size": 896, "intermediate_size": 4304,
        "model_type": "siglip_vision_model", "num_attention_heads": 16, "num_channels": 3,
        "num_hidden_layers": 27, "patch_size": 14, "vision_use_head": false})";

constexpr std::string_view gemma4 =
    R"(, "vision_config": {"attention_bias": false, "head_dim": 72, "hidden_size": 1152,
        "intermediate_size": 4304, "model_type": "gemma4_vision", "num_attention_heads": 16,
        "num_hidden_layers": 27, "num_key_value_heads": 16, "patch_size": 16,
        "position_embedding_size": 10240, "standardize": true})";

constexpr std::string_view clip =
    R"(, "vision_config": {"hidden_size": 1024, "image_size": 336, "intermediate_size": 4096,
        "model_type": "clip_vision_model", "num_attention_heads": 16, "num_hidden_layers": 24,
        "patch_size": 14})";

constexpr std::string_view kimi_k25 =
    R"(, "vision_config": {"init_pos_emb_height": 64, "init_pos_emb_width": 64,
        "merge_kernel_size": [2, 2], "mm_hidden_size": 1152, "mm_projector_type": "patchmerger",
        "patch_size": 14, "text_hidden_size": 7168, "vt_hidden_size": 1152,
        "vt_intermediate_size": 4304, "vt_num_attention_heads": 16, "vt_num_hidden_layers": 27})";

const std::vector<Known> known_towers{
    {"Qwen/Qwen2-VL-7B-Instruct", "qwen2_vl", 3584, 675'759'104,
     R"(, "vision_config": {"depth": 32, "embed_dim": 1280, "mlp_ratio": 4, "num_heads": 16,
         "in_chans": 3, "hidden_size": 3584, "patch_size": 14, "spatial_merge_size": 2,
         "temporal_patch_size": 2})"},
    {"prithivMLmods/Qwen2-VL-OCR2-2B-Instruct", "qwen2_vl", 1536, 665'271'296,
     R"(, "vision_config": {"in_chans": 3, "model_type": "qwen2_vl"})"},
    {"Qwen/Qwen2.5-VL-7B-Instruct", "qwen2_5_vl", 3584, 676'550'144,
     R"(, "vision_config": {"depth": 32, "hidden_size": 1280, "intermediate_size": 3420,
         "num_heads": 16, "in_chans": 3, "out_hidden_size": 3584, "patch_size": 14,
         "spatial_merge_size": 2, "temporal_patch_size": 2})"},
    {"google/gemma-3-4b-it", "gemma3", 2560, 419'816'304, siglip},
    {"google/gemma-3-12b-it", "gemma3", 3840, 421'290'864, siglip},
    {"google/gemma-3-27b-it", "gemma3", 5376, 423'060'336, siglip},
    {"google/paligemma-3b-mix-224", "paligemma", 2048, 414'803'696,
     R"(, "vision_config": {"hidden_size": 1152, "intermediate_size": 4304, "image_size": 224,
         "model_type": "siglip_vision_model", "num_hidden_layers": 27, "patch_size": 14})"},
    {"google/gemma-4-26B-A4B", "gemma4", 2816, 572'792'112, gemma4},
    {"google/gemma-4-31B", "gemma4", 5376, 575'741'232, gemma4},
    {"meta-llama/Llama-4-Scout-17B-16E-Instruct", "llama4", 5120, 871'932'416, ""},
    {"moonshotai/Kimi-K2.5", "kimi_k25", 7168, 471'143'920, kimi_k25},
    {"mistral-experimental/pixtral-12b", "llava", 5120, 434'957'312,
     R"(, "vision_config": {"model_type": "pixtral", "patch_size": 16})"},
    {"mistralai/Mistral-Small-3.1-24B-Instruct-2503", "mistral3", 5120, 438'958'080,
     R"(, "spatial_merge_size": 2, "multimodal_projector_bias": false,
         "vision_config": {"hidden_size": 1024, "intermediate_size": 4096,
         "model_type": "pixtral", "num_hidden_layers": 24, "patch_size": 14})"},
    {"llava-hf/llava-1.5-7b-hf", "llava", 4096, 324'487'168, clip},
    {"llava-hf/llava-v1.6-vicuna-7b-hf", "llava_next", 4096, 324'491'264, clip},
    {"llava-hf/llava-onevision-qwen2-7b-ov-hf", "llava_onevision", 3584, 414'732'320,
     R"(, "vision_config": {"hidden_size": 1152, "intermediate_size": 4304, "image_size": 384,
         "model_type": "siglip_vision_model", "num_hidden_layers": 26, "patch_size": 14})"},
    {"OpenGVLab/InternVL2_5-8B", "internvl_chat", 4096, 337'583'104,
     R"(, "downsample_ratio": 0.5, "vision_config": {"hidden_size": 1024, "image_size": 448,
         "intermediate_size": 4096, "model_type": "intern_vit_6b", "norm_type": "layer_norm",
         "num_hidden_layers": 24, "patch_size": 14, "qk_normalization": false,
         "qkv_bias": true})"},
    {"OpenGVLab/InternVL3-8B-hf", "internvl", 3584, 331'552'768,
     R"(, "downsample_ratio": 0.5, "vision_config": {"attention_bias": true, "hidden_size": 1024,
         "image_size": [448, 448], "intermediate_size": 4096, "model_type": "internvl_vision",
         "norm_type": "layer_norm", "num_hidden_layers": 24, "patch_size": [14, 14],
         "use_qk_norm": false})"},
    {"OpenGVLab/InternVL3-38B", "internvl_chat", 5120, 5'628'282'240,
     R"(, "downsample_ratio": 0.5, "vision_config": {"hidden_size": 3200, "image_size": 448,
         "intermediate_size": 12800, "model_type": "intern_vit_6b", "norm_type": "rms_norm",
         "num_hidden_layers": 45, "patch_size": 14, "qk_normalization": true,
         "qkv_bias": false})"},
    {"zai-org/GLM-4.1V-9B-Thinking", "glm4v", 4096, 892'498'432,
     R"(, "vision_config": {"depth": 24, "hidden_size": 1536, "image_size": 336, "in_channels": 3,
         "intermediate_size": 13696, "out_hidden_size": 4096, "patch_size": 14,
         "attention_bias": false, "spatial_merge_size": 2, "temporal_patch_size": 2})"},
};

}  // namespace

TEST_CASE("vision towers close the stated totals", "[unit][model]") {
  for (const Known& known : known_towers) {
    CAPTURE(known.repository);
    const Blueprint model = build(with_towers(known.model_type, known.hidden, known.fields));
    CHECK(model.inventory.elements(TensorPart::vision) == known.elements);
    CHECK(model.inventory.elements(TensorPart::audio) == 0);
    CHECK_FALSE(model.architecture.unknown_tower);
  }
}

TEST_CASE("the towers of Qwen3-VL and Qwen3.5 close the stated totals", "[unit][model]") {
  struct Row {
    std::string_view repository;
    std::string_view model_type;
    std::string_view fields;
    std::uint64_t rows;
    std::string_view stacked;
    std::uint64_t elements;
  };
  for (const Row& row : std::vector<Row>{
           {"Qwen3-VL-2B-Instruct", "qwen3_vl", qwen3_small, 2048, "[5, 11, 17]", 406'957'056},
           {"Qwen3-VL-4B-Instruct", "qwen3_vl", qwen3_small, 2560, "[5, 11, 17]", 415'347'712},
           {"Qwen3-VL-8B-Instruct", "qwen3_vl", qwen3_middle, 4096, "[8, 16, 24]", 576'388'336},
           {"Qwen3-VL-30B-A3B-Instruct", "qwen3_vl_moe", qwen3_middle, 2048, "[8, 16, 24]",
            538'631'408},
           {"Qwen3-VL-32B-Instruct", "qwen3_vl", qwen3_middle, 5120, "[8, 16, 24]", 595'266'800},
           {"Qwen3.5-122B-A10B", "qwen3_5_moe", qwen3_middle, 3072, "[]", 451'290'864},
           {"Qwen3.5-27B", "qwen3_5", qwen3_middle, 5120, "[]", 460'730'096},
           {"Qwen3.5-35B-A3B", "qwen3_5_moe", qwen3_middle, 2048, "[]", 446'571'248},
           {"Qwen3.5-397B-A17B", "qwen3_5_moe", qwen3_middle, 4096, "[]", 456'010'480}}) {
    CAPTURE(row.repository);
    const Blueprint model =
        build(with_towers(row.model_type, row.rows, qwen3(row.fields, row.rows, row.stacked)));
    CHECK(model.inventory.elements(TensorPart::vision) == row.elements);
  }
}

TEST_CASE("audio towers close the stated totals", "[unit][model]") {
  // Qwen/Qwen2-Audio-7B-Instruct: 8,397,094,912 in all.
  const Blueprint qwen2 = build(with_towers(
      "qwen2_audio", 4096,
      R"(, "audio_config": {"d_model": 1280, "encoder_ffn_dim": 5120, "encoder_layers": 32,
          "max_source_positions": 1500, "model_type": "qwen2_audio_encoder",
          "num_mel_bins": 128})"));
  CHECK(qwen2.inventory.elements(TensorPart::audio) == 642'215'936);
  // google/gemma-4-E2B with its conformer; mlx-community's 16-bit conversions of E2B and E4B hold
  // 472,190,144 + 2304 × hidden_size beside the language model, 928 of them bounds of clipped
  // layers.
  const Blueprint gemma = build(with_towers(
      "gemma4", 1536,
      R"(, "vision_config": {"model_type": "gemma4_vision", "use_clipped_linears": true},
          "audio_config": {"model_type": "gemma4_audio"})"));
  CHECK(gemma.inventory.elements(TensorPart::vision) + gemma.inventory.elements(TensorPart::audio) +
            928 ==
        472'190'144 + 2304 * 1536);
}

TEST_CASE("towers have the names of mmproj files", "[unit][model]") {
  const Blueprint model = build(with_towers("gemma3", 2560, siglip));
  std::vector<std::string> names;
  for (const Tensor& tensor : model.inventory.tensors()) {
    if (tensor.part == TensorPart::vision) {
      names.emplace_back(tensor.name);
      const bool matrix = tensor.shape.rank() > 1 && tensor.name != "v.position_embd.weight";
      CHECK(tensor.type == (matrix ? StorageType::f16 : StorageType::f32));
    }
  }
  CHECK(names.size() == 3 + 27 * 16 + 2 + 2);
  CHECK(names[3] == "v.blk.0.ln1.weight");
  CHECK(names[5] == "v.blk.0.attn_q.weight");
  CHECK(names.back() == "mm.soft_emb_norm.weight");
}

TEST_CASE("towers that are not known are told apart from none", "[unit][model]") {
  CHECK_FALSE(build(with_towers("qwen3", 64, "")).architecture.unknown_tower);
  CHECK_FALSE(
      build(with_towers("qwen3", 64, R"(, "vision_config": null)")).architecture.unknown_tower);
  for (const std::string_view fields :
       {R"(, "vision_config": {"hidden_size": 8})", R"(, "audio_config": {})",
        R"(, "mm_vision_tower": "openai/clip-vit-large-patch14-336")"}) {
    CAPTURE(fields);
    const Blueprint model = build(with_towers("unheard_of", 64, fields));
    CHECK(model.architecture.unknown_tower);
    CHECK(model.inventory.elements(TensorPart::vision) == 0);
  }
  // Known families, unknown variants.
  for (const std::string_view type : {"llava", "mistral3", "kimi_k25"}) {
    CAPTURE(type);
    CHECK(build(with_towers(type, 64, R"(, "vision_config": {"model_type": "new_vit"})"))
              .architecture.unknown_tower);
  }
}

TEST_CASE("tower figures that make no sense are refused", "[unit][model]") {
  for (const std::string_view fields :
       {R"(, "vision_config": 7)", R"(, "vision_config": {"patch_size": 0})",
        R"(, "vision_config": {"num_hidden_layers": 1000000})",
        R"(, "vision_config": {"num_hidden_layers": -1})",
        R"(, "vision_config": {"hidden_size": "wide"})"}) {
    CAPTURE(fields);
    CHECK_THROWS_AS(build(with_towers("gemma3", 64, fields)), Error);
  }
  // Each figure is possible, their product is not.
  const Blueprint wide = build(with_towers(
      "gemma3", 64, R"(, "vision_config": {"hidden_size": 1073741824, "image_size": 1073741824,
                        "patch_size": 1, "num_hidden_layers": 1})"));
  CHECK_THROWS_AS(wide.inventory.elements(TensorPart::vision), Error);
}

}  // namespace vramcalc::model
