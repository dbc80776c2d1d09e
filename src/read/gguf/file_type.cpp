#include "read/gguf/file_type.h"

#include <algorithm>
#include <array>

namespace vramcalc::read {
namespace {

using model::StorageType;

// LLAMA_FTYPE_GUESSED: set where the loader, not the file, has named the type.
constexpr std::uint64_t guessed = 1024;

struct Row {
  std::uint32_t number = 0;
  GgufFileType type;
};

// enum llama_ftype, https://github.com/ggml-org/llama.cpp include/llama.h. Numbers that are left
// out were removed with their tensor types.
constexpr std::array rows{
    Row{0, {"F32", "fp32"}},
    Row{1, {"F16", "fp16"}},
    Row{2, {"Q4_0", "q4_0"}},
    Row{3, {"Q4_1", "q4_1"}},
    Row{7, {"Q8_0", "q8_0"}},
    Row{8, {"Q5_0", "q5_0"}},
    Row{9, {"Q5_1", "q5_1"}},
    Row{10, {"Q2_K", "q2_k"}},
    Row{11, {"Q3_K_S", "q3_k_s"}},
    Row{12, {"Q3_K_M", "q3_k_m"}},
    Row{13, {"Q3_K_L", "q3_k_l"}},
    Row{14, {"Q4_K_S", "q4_k_s"}},
    Row{15, {"Q4_K_M", "q4_k_m"}},
    Row{16, {"Q5_K_S", "q5_k_s"}},
    Row{17, {"Q5_K_M", "q5_k_m"}},
    Row{18, {"Q6_K", "q6_k"}},
    Row{19, {"IQ2_XXS", "iq2_xxs"}},
    Row{20, {"IQ2_XS", "iq2_xs"}},
    Row{21, {"Q2_K_S", "q2_k_s"}},
    Row{22, {"IQ3_XS", "iq3_xs"}},
    Row{23, {"IQ3_XXS", "iq3_xxs"}},
    Row{24, {"IQ1_S", "iq1_s"}},
    Row{25, {"IQ4_NL", "iq4_nl"}},
    Row{26, {"IQ3_S", "iq3_s"}},
    Row{27, {"IQ3_M", "iq3_m"}},
    Row{28, {"IQ2_S", "iq2_s"}},
    Row{29, {"IQ2_M", "iq2_m"}},
    Row{30, {"IQ4_XS", "iq4_xs"}},
    Row{31, {"IQ1_M", "iq1_m"}},
    Row{32, {"BF16", "bf16"}},
    Row{36, {"TQ1_0", "tq1_0"}},
    Row{37, {"TQ2_0", "tq2_0"}},
    Row{38, {"MXFP4_MOE", "mxfp4_moe"}},
    Row{39, {"NVFP4", "nvfp4"}},
    Row{40, {"Q1_0", "q1_0"}},
    Row{41, {"Q2_0", "q2_0"}},
};

}  // namespace

std::optional<GgufFileType> gguf_file_type(std::uint64_t number) {
  const std::uint64_t wanted = number & ~guessed;
  const auto* const found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.number == wanted; });
  return found == rows.end() ? std::nullopt : std::optional{found->type};
}

model::StorageType dominant_type(const model::Inventory& inventory) {
  std::array<std::uint64_t, static_cast<std::size_t>(StorageType::nvfp4) + 1> bytes{};
  for (const model::Tensor& tensor : inventory.tensors()) {
    bytes[static_cast<std::size_t>(tensor.type)] += model::bytes_of(tensor).count();
  }
  const auto* const most = std::max_element(bytes.begin(), bytes.end());
  return *most == 0 ? StorageType::f16 : static_cast<StorageType>(most - bytes.begin());
}

GgufFileType file_type_of(StorageType type) {
  struct ByStorage {
    StorageType type;
    std::string_view precision;
  };
  using enum StorageType;
  // Block types that no file type is named after, with the one that has them as its base:
  // https://github.com/ggml-org/llama.cpp src/llama-quant.cpp, llama_ftype_get_default_type().
  static constexpr std::array others{
      ByStorage{f64, "fp32"},    ByStorage{q3_k, "q3_k_m"}, ByStorage{q4_k, "q4_k_m"},
      ByStorage{q5_k, "q5_k_m"}, ByStorage{iq2_s, "iq2_m"}, ByStorage{mxfp4, "mxfp4_moe"},
      ByStorage{q8_1, "q8_0"},   ByStorage{q8_k, "q8_0"},   ByStorage{i8, "int8"},
  };
  const std::string_view name = model::facts_of(type).name;
  const auto* const other =
      std::find_if(others.begin(), others.end(), [&](const auto& row) { return row.type == type; });
  if (other != others.end()) {
    return {name, other->precision};
  }
  const auto* const same =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.type.name == name; });
  return {name, same == rows.end() ? std::string_view{"fp16"} : same->type.precision};
}

}  // namespace vramcalc::read
