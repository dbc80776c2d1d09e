#include <vramcalc/model/storage_type.h>

#include <algorithm>
#include <array>

namespace vramcalc::model {
namespace {

using enum StorageType;

// GGML: ggml_type and the block structures,
// https://github.com/ggml-org/llama.cpp ggml/include/ggml.h and ggml/src/ggml-common.h.
// Safetensors: Dtype, https://github.com/huggingface/safetensors safetensors/src/tensor.rs; its F4
// packs two numbers a byte.
constexpr std::uint32_t none = 0xFFFF'FFFF;

struct Row {
  StorageType type;
  std::string_view name;
  std::uint32_t block_elements;
  std::uint32_t block_bytes;
  std::uint32_t ggml_id;
  std::string_view safetensors_name;
  bool is_float;
};

constexpr std::array rows{
    Row{f64, "F64", 1, 8, 28, "F64", true},
    Row{f32, "F32", 1, 4, 0, "F32", true},
    Row{f16, "F16", 1, 2, 1, "F16", true},
    Row{bf16, "BF16", 1, 2, 30, "BF16", true},
    Row{f8_e4m3, "F8_E4M3", 1, 1, none, "F8_E4M3", true},
    Row{f8_e5m2, "F8_E5M2", 1, 1, none, "F8_E5M2", true},
    Row{f8_e8m0, "F8_E8M0", 1, 1, none, "F8_E8M0", true},
    Row{f4, "F4", 2, 1, none, "F4", true},
    Row{i64, "I64", 1, 8, 27, "I64", false},
    Row{i32, "I32", 1, 4, 26, "I32", false},
    Row{i16, "I16", 1, 2, 25, "I16", false},
    Row{i8, "I8", 1, 1, 24, "I8", false},
    Row{u64, "U64", 1, 8, none, "U64", false},
    Row{u32, "U32", 1, 4, none, "U32", false},
    Row{u16, "U16", 1, 2, none, "U16", false},
    Row{u8, "U8", 1, 1, none, "U8", false},
    Row{boolean, "BOOL", 1, 1, none, "BOOL", false},
    Row{c64, "C64", 1, 8, none, "C64", true},
    Row{q1_0, "Q1_0", 128, 18, 41, "", true},
    Row{q2_0, "Q2_0", 64, 18, 42, "", true},
    Row{q4_0, "Q4_0", 32, 18, 2, "", true},
    Row{q4_1, "Q4_1", 32, 20, 3, "", true},
    Row{q5_0, "Q5_0", 32, 22, 6, "", true},
    Row{q5_1, "Q5_1", 32, 24, 7, "", true},
    Row{q8_0, "Q8_0", 32, 34, 8, "", true},
    Row{q8_1, "Q8_1", 32, 36, 9, "", true},
    Row{q2_k, "Q2_K", 256, 84, 10, "", true},
    Row{q3_k, "Q3_K", 256, 110, 11, "", true},
    Row{q4_k, "Q4_K", 256, 144, 12, "", true},
    Row{q5_k, "Q5_K", 256, 176, 13, "", true},
    Row{q6_k, "Q6_K", 256, 210, 14, "", true},
    Row{q8_k, "Q8_K", 256, 292, 15, "", true},
    Row{iq1_s, "IQ1_S", 256, 50, 19, "", true},
    Row{iq1_m, "IQ1_M", 256, 56, 29, "", true},
    Row{iq2_xxs, "IQ2_XXS", 256, 66, 16, "", true},
    Row{iq2_xs, "IQ2_XS", 256, 74, 17, "", true},
    Row{iq2_s, "IQ2_S", 256, 82, 22, "", true},
    Row{iq3_xxs, "IQ3_XXS", 256, 98, 18, "", true},
    Row{iq3_s, "IQ3_S", 256, 110, 21, "", true},
    Row{iq4_nl, "IQ4_NL", 32, 18, 20, "", true},
    Row{iq4_xs, "IQ4_XS", 256, 136, 23, "", true},
    Row{tq1_0, "TQ1_0", 256, 54, 34, "", true},
    Row{tq2_0, "TQ2_0", 256, 66, 35, "", true},
    Row{mxfp4, "MXFP4", 32, 17, 39, "", true},
    Row{nvfp4, "NVFP4", 64, 36, 40, "", true},
};

// facts_of looks rows up by position.
constexpr bool rows_follow_the_enumeration() {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (static_cast<std::size_t>(rows[i].type) != i) {
      return false;
    }
  }
  return true;
}
static_assert(rows_follow_the_enumeration());

constexpr StorageFacts facts_of(const Row& row) {
  return {row.type,
          row.name,
          row.block_elements,
          row.block_bytes,
          row.ggml_id == none ? std::nullopt : std::optional{row.ggml_id},
          row.safetensors_name,
          row.is_float};
}

constexpr std::array<StorageFacts, rows.size()> all_facts = [] {
  std::array<StorageFacts, rows.size()> facts{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    facts[i] = facts_of(rows[i]);
  }
  return facts;
}();

// Every tensor of a file asks for one.
constexpr auto types_by_ggml_id = [] {
  std::array<std::optional<StorageType>, 64> types{};
  for (const Row& row : rows) {
    if (row.ggml_id != none) {
      types[row.ggml_id] = row.type;
    }
  }
  return types;
}();

template <typename Matches>
std::optional<StorageType> find_type(Matches matches) {
  const auto* found = std::find_if(all_facts.begin(), all_facts.end(), matches);
  return found == all_facts.end() ? std::nullopt : std::optional{found->type};
}

}  // namespace

const StorageFacts& facts_of(StorageType type) {
  return all_facts[static_cast<std::size_t>(type)];
}

std::optional<StorageType> storage_type_of_ggml(std::uint32_t id) {
  return id < types_by_ggml_id.size() ? types_by_ggml_id[id] : std::nullopt;
}

std::optional<StorageType> storage_type_of_safetensors(std::string_view dtype) {
  return dtype.empty() ? std::nullopt : find_type([&](const StorageFacts& facts) {
    return facts.safetensors_name == dtype;
  });
}

std::string id_of(StorageType type) {
  std::string name{facts_of(type).name};
  for (char& c : name) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return name;
}

}  // namespace vramcalc::model
