// Weights by device of published runs with --override-tensor and --split-mode row.
//
// https://github.com/miminashi/llm-server-ops report/attachment: Qwen3.5-122B-A10B on four Tesla
// P100 of 16 269 MiB, llama.cpp b8829 and b8893. The patterns are those of its batch scripts.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "memory/llama_cpp/placement.h"

namespace vramcalc::memory::llama_cpp {
namespace {

using model::StorageType;

constexpr std::uint64_t layers = 48;
constexpr std::uint64_t hidden = 3072;
constexpr std::uint64_t experts = 256;
constexpr std::uint64_t expert_width = 1024;
constexpr double within_mib = 0.01;

// The tensors of Unsloth's Q4_K_M, which keeps all but the experts in Q8_0.
class Tensors {
 public:
  Tensors() {
    add("token_embd.weight", {hidden, 248'320});
    add("output_norm.weight", {hidden}, StorageType::f32);
    add("output.weight", {hidden, 248'320}, StorageType::q6_k);
    for (std::uint64_t layer = 0; layer < layers; ++layer) {
      block_ = "blk." + std::to_string(layer) + ".";
      layer % 4 == 3 ? add_attention() : add_recurrent();
      add_experts();
    }
  }

  [[nodiscard]] std::vector<double> placed(const LlamaCpp& options) const {
    const std::vector<GpuMemory> gpus(4, {.visible = mebibyte * 16'269, .sm_count = 56});
    const PlacedWeights weights = place_weights(WeightTable{model::store_as_is(inventory_), {}}, {},
                                                place(layers, options, gpus));
    std::vector<double> sizes;
    for (const auto& on : weights.devices) {
      sizes.push_back(static_cast<double>(on.language.count()) /
                      static_cast<double>(mebibyte.count()));
    }
    return sizes;  // the host last
  }

 private:
  void add(const std::string& name, std::initializer_list<std::uint64_t> shape,
           StorageType type = StorageType::q8_0) {
    inventory_.add(block_ + name, shape, type, model::TensorPart::language);
  }

  void add_attention() {
    add("attn_q.weight", {hidden, 16'384});
    add("attn_k.weight", {hidden, 512});
    add("attn_v.weight", {hidden, 512});
    add("attn_output.weight", {8192, hidden});
    add("attn_q_norm.weight", {256}, StorageType::f32);
    add("attn_k_norm.weight", {256}, StorageType::f32);
  }

  void add_recurrent() {
    add("attn_qkv.weight", {hidden, 12'288});
    add("attn_gate.weight", {hidden, 8192});
    add("ssm_alpha.weight", {hidden, 64});
    add("ssm_beta.weight", {hidden, 64});
    add("ssm_out.weight", {8192, hidden});
    add("ssm_conv1d.weight", {4, 12'288}, StorageType::f32);
    add("ssm_dt.bias", {64}, StorageType::f32);
    add("ssm_a", {64}, StorageType::f32);
    add("ssm_norm.weight", {128}, StorageType::f32);
  }

  void add_experts() {
    add("attn_norm.weight", {hidden}, StorageType::f32);
    add("post_attention_norm.weight", {hidden}, StorageType::f32);
    add("ffn_gate_inp.weight", {hidden, experts}, StorageType::f32);
    add("ffn_gate_exps.weight", {hidden, expert_width, experts}, StorageType::q4_k);
    add("ffn_up_exps.weight", {hidden, expert_width, experts}, StorageType::q4_k);
    add("ffn_down_exps.weight", {expert_width, hidden, experts}, StorageType::q5_k);
    add("ffn_gate_inp_shexp.weight", {hidden}, StorageType::f32);
    add("ffn_gate_shexp.weight", {hidden, expert_width});
    add("ffn_up_shexp.weight", {hidden, expert_width});
    add("ffn_down_shexp.weight", {expert_width, hidden});
  }

  std::string block_;
  model::Inventory inventory_;
};

struct Run {
  std::string blocks;  // of "blk\.(…)\.ffn_.*_exps\.weight=CPU"
  std::vector<double> tensor_split;
  std::vector<double> measured;  // "CUDA0 model buffer size", CUDA1, …, in MiB
};

LlamaCpp options_of(const Run& run) {
  LlamaCpp options;
  options.tensor_split = run.tensor_split;
  options.override_tensor = {{R"(blk\.()" + run.blocks + R"()\.ffn_.*_exps\.weight)", "CPU"}};
  return options;
}

}  // namespace

TEST_CASE("published runs with --override-tensor have their weights where they are counted",
          "[llama_cpp]") {
  const std::vector<Run> runs{
      // 2026-04-18_070129_qwen3-122b-c3-phaseL-fa0-ctx-scan
      {"[0-9]|1[0-3]|2[0-4]|3[1-9]|4[0-7]", {}, {1301.21, 9550.77, 9550.77, 1693.13}},
      // 2026-04-22_183234_qwen3-122b-c3-phaseT4-ot-layer-range
      {"[0-9]|1[0-3]|2[0-4]|3[1-9]|4[0-3]", {}, {1301.21, 9550.77, 9550.77, 7261.13}},
      {"[0-9]|1[0-9]|2[0-4]|3[1-9]|4[0-7]", {}, {1301.21, 1198.77, 9550.77, 1693.13}},
      // 2026-04-22_232010_qwen3-122b-c3-phaseT5f-ub-fine-sweep
      {"[0-9]|1[0-3]|2[0-4]|3[1-9]", {}, {1301.21, 9550.77, 9550.77, 12829.13}},
      // 2026-04-23_074652_qwen3-122b-c3-phaseT5a-ts
      {"[2-3]|2[0-4]|3[1-9]", {10, 12, 13, 14}, {12140.05, 15118.77, 9653.21, 13023.85}},
      // 2026-04-24_081326_qwen3-122b-u5-ctx128k-fit-map
      {"[0-3]|2[0-4]|3[1-9]", {11, 12, 13, 14}, {10850.49, 13726.77, 9643.06, 12931.56}},
      // 2026-04-24_085353_qwen3-122b-c3-phaseU6-ctx128k-default
      {"[2-3]|2[0-3]|3[1-8]", {11, 12, 13, 14}, {13634.49, 13726.77, 11035.06, 14323.56}}};
  const Tensors tensors;
  for (const Run& run : runs) {
    CAPTURE(run.blocks);
    const std::vector<double> sizes = tensors.placed(options_of(run));
    REQUIRE(sizes.size() == run.measured.size() + 1);
    for (std::size_t gpu = 0; gpu < run.measured.size(); ++gpu) {
      CHECK(sizes[gpu] == Approx(run.measured[gpu]).margin(within_mib).epsilon(0));
    }
  }
}

// 2026-04-22_165843_qwen3-122b-c3-phaseT2-splitmode. The log tells a split buffer by the GPU that
// has its layers, not by those that hold its rows: the sum is what can be compared.
TEST_CASE("a published run with --split-mode row has the same weights in all", "[llama_cpp]") {
  LlamaCpp options = options_of({"[0-9]|1[0-3]|2[0-4]|3[1-9]|4[0-7]", {}, {}});
  options.split_mode = SplitMode::row;
  options.build = 8829;
  const std::vector<double> sizes = Tensors{}.placed(options);
  REQUIRE(sizes.size() == 5);
  const double whole = 6.33 + 8357.71 + 8357.71 + 1.78;
  const double in_rows = 1294.88 + 1193.06 + 1193.06 + 1691.34;
  CHECK(sizes[0] + sizes[1] + sizes[2] + sizes[3] == Approx(whole + in_rows).margin(0.05));
}

}  // namespace vramcalc::memory::llama_cpp
