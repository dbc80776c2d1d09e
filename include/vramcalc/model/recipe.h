// Quantisation recipes: which storage every tensor of a model gets.
//
// A precision's name ("q4_k_m", "gptq") stands for a recipe, and so does a published
// `quantization_config`. Which tensors stay 16-bit is part of the recipe. `store` applies one to an
// inventory: the sizes of a file that does not have to exist.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/core/ratio.h>
#include <vramcalc/model/architecture.h>
#include <vramcalc/model/config.h>
#include <vramcalc/model/precision.h>
#include <vramcalc/model/tensor.h>

namespace vramcalc::model {

/// Every number in one format.
struct PlainRecipe {
  StorageType type = StorageType::f16;

  friend bool operator==(const PlainRecipe&, const PlainRecipe&) = default;
};

/// llama.cpp's file types, tensor by tensor.
/// https://github.com/ggml-org/llama.cpp src/llama-quant.cpp, release 0.5.0
struct GgufRecipe {
  std::string file_type;  // llama.cpp's name: "Q4_K_M", "F16"
  bool imatrix = false;

  friend bool operator==(const GgufRecipe&, const GgufRecipe&) = default;
};

/// Which modules a recipe leaves alone, as configs write it: names, parts of names, and "re:" or
/// wildcard patterns over Hugging Face module names.
struct ModulePatterns {
  std::vector<std::string> patterns;

  friend bool operator==(const ModulePatterns&, const ModulePatterns&) = default;
};

/// Integers in groups along a row, each group with a scale and perhaps a zero point: GPTQ, AWQ,
/// compressed-tensors, MLX, HQQ.
struct GroupedRecipe {
  std::uint32_t bits = 4;
  std::uint64_t group = 128;  // 0: one group a row
  std::uint32_t scale_bits = 16;
  std::uint32_t zero_bits = 0;  // of one group; 0: symmetric, nothing stored
  bool group_index = false;     // GPTQ stores a 32-bit index for every column
  bool shape_tensor = false;    // compressed-tensors' packed format: two integers a matrix
  bool embeddings_too = false;  // MLX quantises embeddings and head
  bool head_too = false;
  StorageType rest = StorageType::f16;
  ModulePatterns left_alone{};

  friend bool operator==(const GroupedRecipe&, const GroupedRecipe&) = default;
};

/// bitsandbytes: LLM.int8 with a scale a row, or NF4/FP4 in blocks of 64.
struct BitsAndBytesRecipe {
  std::uint32_t bits = 4;
  bool double_quantisation = false;
  StorageType rest = StorageType::f16;
  ModulePatterns left_alone{};

  friend bool operator==(const BitsAndBytesRecipe&, const BitsAndBytesRecipe&) = default;
};

/// 8-bit floats with a scale a tensor, a channel (row) or a block.
struct Fp8Recipe {
  enum class Scale : std::uint8_t { tensor, channel, block } scale = Scale::tensor;
  std::uint64_t block_rows = 128;
  std::uint64_t block_columns = 128;
  StorageType scale_type = StorageType::f32;
  bool input_scales = false;  // static activation scales: one more a matrix
  StorageType rest = StorageType::bf16;
  ModulePatterns left_alone{};

  friend bool operator==(const Fp8Recipe&, const Fp8Recipe&) = default;
};

/// Microscaling formats: blocks of 32 (MXFP4, MXFP8) with an 8-bit exponent, or of 16 (NVFP4) with
/// an 8-bit float and one 32-bit scale a matrix.
struct MicroscalingRecipe {
  enum class Format : std::uint8_t { mxfp4, mxfp8, nvfp4 } format = Format::mxfp4;
  bool experts_only = false;  // gpt-oss quantises nothing else
  bool input_scales = false;  // NVFP4's activation scales: one more 32-bit number a matrix
  StorageType rest = StorageType::bf16;
  ModulePatterns left_alone{};

  friend bool operator==(const MicroscalingRecipe&, const MicroscalingRecipe&) = default;
};

/// ExLlama: a mean of bits over the layers, and bits of its own for the head.
struct ExllamaRecipe {
  Ratio bits{4, 1};
  Ratio head_bits{6, 1};

  friend bool operator==(const ExllamaRecipe&, const ExllamaRecipe&) = default;
};

/// Several schemes side by side (DeepSeek V4, modelopt's MIXED_PRECISION, MLX with layers of their
/// own): a layer goes by the first group that names it. The schemes' own `rest` and `left_alone`
/// mean nothing here.
struct MixedRecipe {
  using Scheme = std::variant<GroupedRecipe, Fp8Recipe, MicroscalingRecipe>;
  struct Group {
    ModulePatterns targets{};  // empty: everything that the scheme quantises by itself
    Scheme scheme;

    friend bool operator==(const Group&, const Group&) = default;
  };
  std::vector<Group> groups;
  StorageType rest = StorageType::bf16;
  ModulePatterns left_alone{};

  friend bool operator==(const MixedRecipe&, const MixedRecipe&) = default;
};

using Recipe = std::variant<PlainRecipe, GgufRecipe, GroupedRecipe, BitsAndBytesRecipe, Fp8Recipe,
                            MicroscalingRecipe, ExllamaRecipe, MixedRecipe>;

/// One tensor as a recipe stores it. `tensor` points into the inventory.
struct StoredTensor {
  const Tensor* tensor = nullptr;
  std::string_view format;           // "Q4_K", "int4", "F16": static text
  Bytes bytes;                       // scales and packing aids included
  std::uint64_t scale_elements = 0;  // stored numbers beside the weights: scales, zeros, shapes
};

struct StoredModel {
  std::vector<StoredTensor> tensors;  // in the order of the inventory

  [[nodiscard]] Bytes bytes(TensorPart part) const;
  /// Language model and what a converter adds to it: everything that is loaded without being
  /// asked for.
  [[nodiscard]] Bytes language_bytes() const;
  [[nodiscard]] Bytes total_bytes() const;  // of all parts
  [[nodiscard]] std::uint64_t scale_elements(TensorPart part) const;
};

/// Every tensor in the type that it has.
[[nodiscard]] StoredModel store_as_is(const Inventory& inventory);

/// Throws Error(unsupported) where the recipe cannot serve such a model, and says why.
[[nodiscard]] StoredModel store(const Inventory& inventory, const Architecture& architecture,
                                const Recipe& recipe);

struct RecipeOptions {
  bool imatrix = false;
  bool gguf_types = false;  // fp16, bf16 and fp32 mean llama.cpp's file types, with 32-bit norms
  StorageType rest = StorageType::f16;  // of what a quantised checkpoint leaves alone
};

/// What a precision of that name does to a model's tensors.
[[nodiscard]] Recipe recipe_of(const Precision& precision, const RecipeOptions& options = {});

/// What the publisher's config says its checkpoint holds: quantization_config, else its dtype,
/// else 16-bit floats. Throws Error(unsupported) for a method that is not known, naming it.
[[nodiscard]] Recipe published_recipe(const Config& whole);

/// "fp8, blocks of 128 × 128", "GPTQ 4 bits, group 128", "BF16": for people.
[[nodiscard]] std::string recipe_text(const Recipe& recipe);

}  // namespace vramcalc::model
