// Layers and tensors on their devices.
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/memory/device.h>

#include "memory/llama_cpp/placement.h"

namespace vramcalc::memory::llama_cpp {
namespace {

using model::StorageType;
using model::TensorPart;

std::vector<GpuMemory> gpus_of(const std::vector<std::uint64_t>& sizes) {
  std::vector<GpuMemory> gpus;
  for (const std::uint64_t size : sizes) {
    gpus.push_back({.visible = gibibyte * size, .sm_count = 0});
  }
  return gpus;
}

// "0011h|1": a digit for each layer, the output behind the bar.
std::string placed(const Placement& placement) {
  const auto letter = [](Device device) {
    return device.is_host() ? std::string{"h"} : std::to_string(device.index);
  };
  std::string text;
  for (const Device device : placement.layers) {
    text += letter(device);
  }
  return text + "|" + letter(placement.output);
}

std::string layers_on(const std::vector<std::uint64_t>& sizes, const LlamaCpp& options = {}) {
  return placed(place(7, options, gpus_of(sizes)));
}

LlamaCpp with_gpu_layers(std::uint64_t layers) {
  LlamaCpp options;
  options.gpu_layers = layers;
  return options;
}

LlamaCpp with_split(const std::vector<double>& split) {
  LlamaCpp options;
  options.tensor_split = split;
  return options;
}

LlamaCpp with_mode(SplitMode mode) {
  LlamaCpp options;
  options.split_mode = mode;
  return options;
}

std::string refused(const LlamaCpp& options, std::size_t gpus, ErrorKind kind) {
  try {
    static_cast<void>(place(7, options, std::vector<GpuMemory>(gpus, {gibibyte, 0})));
  } catch (const Error& error) {
    CHECK(error.kind() == kind);
    CHECK(error.hint());
    return error.what();
  }
  return "accepted";
}

// Tensors of one byte a number, so that bytes are the length.
struct Weights {
  model::Inventory inventory;
  model::Architecture architecture;

  void add(std::string_view name, std::uint64_t length, TensorPart part = TensorPart::language) {
    inventory.add(name, {length}, StorageType::i8, part);
  }
  [[nodiscard]] PlacedWeights on(const Placement& placement) const {
    return place_weights(WeightTable{model::store_as_is(inventory), architecture}, architecture,
                         placement);
  }
};

Placement two_gpus() {
  return place(2, {}, gpus_of({1, 1}));  // layer 0 and 1 on gpu0, the output on gpu1
}

std::string sizes_of(const PlacedWeights& weights) {
  std::string text;
  for (const auto& place : weights.devices) {
    text += (text.empty() ? "" : ", ") + name_of(place.device) + " " +
            std::to_string(place.language.count());
  }
  return text;
}

}  // namespace

TEST_CASE("devices have names") {
  CHECK(name_of(Device{0}) == "gpu0");
  CHECK(name_of(Device{11}) == "gpu11");
  CHECK(name_of(host_device) == "host");
}

TEST_CASE("layers are shared by the memory of the GPUs, the output as one of them") {
  CHECK(layers_on({24}) == "0000000|0");
  CHECK(layers_on({24, 24}) == "0000111|1");
  CHECK(layers_on({8, 24}) == "0011111|1");
  CHECK(layers_on({24, 24, 24, 24}) == "0011223|3");
}

TEST_CASE("a tensor split decides the shares") {
  CHECK(layers_on({24, 24}, with_split({3, 1})) == "0000001|1");
  CHECK(layers_on({24, 24}, with_split({0, 1})) == "1111111|1");
  CHECK(layers_on({24, 24}, with_split({1})) == "0000000|0");
  CHECK(layers_on({24, 24}, with_split({0, 0})) == "0000111|1");
}

TEST_CASE("the last layers are offloaded, the output first of all") {
  CHECK(layers_on({24}, with_gpu_layers(0)) == "hhhhhhh|h");
  CHECK(layers_on({24}, with_gpu_layers(1)) == "hhhhhhh|0");
  CHECK(layers_on({24}, with_gpu_layers(3)) == "hhhhh00|0");
  CHECK(layers_on({24, 24}, with_gpu_layers(4)) == "hhhh001|1");
  CHECK(layers_on({24}, with_gpu_layers(UINT64_MAX)) == "0000000|0");
  CHECK(placed(place(7, {}, {})) == "hhhhhhh|h");
}

TEST_CASE("GPUs that work are counted up to the last") {
  const auto working = [](const LlamaCpp& options) {
    return place(7, options, gpus_of({24, 24, 24})).working_gpus();
  };
  CHECK(working({}) == 3);
  CHECK(working(with_gpu_layers(0)) == 0);
  CHECK(working(with_split({1, 1})) == 2);
  CHECK(working(with_mode(SplitMode::none)) == 1);
  CHECK(place(7, {}, gpus_of({24, 24, 24})).gpus == 3);
  CHECK(place(7, with_mode(SplitMode::none), gpus_of({24, 24, 24})).gpus == 1);
}

TEST_CASE("the cache lies with its layer unless it is kept in main memory") {
  LlamaCpp options;
  CHECK(place(7, options, gpus_of({24, 24})).cache_of(6) == Device{1});
  options.kv_offload = false;
  CHECK(place(7, options, gpus_of({24, 24})).cache_of(6) == host_device);
}

TEST_CASE("splits that name no shares are refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refused(with_split({1, 1, 1}), 2, ErrorKind::usage) ==
        "the tensor split names 3 devices and there are 2");
  CHECK(refused(with_split({1, 1}), 1, ErrorKind::usage) ==
        "the tensor split names 2 devices and there is 1");
  const std::string bad = "a share of the tensor split is negative or no number";
  CHECK(refused(with_split({1, -1}), 2, ErrorKind::usage) == bad);
  CHECK(refused(with_split({1, nan}), 2, ErrorKind::usage) == bad);
  CHECK(refused(with_split({1e300, 1}), 2, ErrorKind::usage) == bad);
  CHECK(refused(with_split({3e38, 3e38}), 2, ErrorKind::usage) == bad);
}

TEST_CASE("split modes that cannot be placed are refused") {
  CHECK(refused(with_mode(SplitMode::row), 2, ErrorKind::unsupported) ==
        "llama.cpp refuses --split-mode row: from b9890 on the device does not support split "
        "buffers");
}

TEST_CASE("embeddings stay in main memory, the head is with the output") {
  Weights weights;
  weights.add("token_embd.weight", 1000);
  weights.add("per_layer_token_embd.weight", 7);
  weights.add("blk.0.attn_q.weight", 100);
  weights.add("blk.1.attn_q.weight", 200);
  weights.add("output_norm.weight", 3);
  weights.add("output.weight", 500);
  CHECK(sizes_of(weights.on(two_gpus())) == "gpu0 300, gpu1 503, host 1007");
  CHECK(sizes_of(weights.on(place(2, with_gpu_layers(0), gpus_of({1})))) == "host 1810");
  CHECK(sizes_of(weights.on(place(2, with_gpu_layers(2), gpus_of({1})))) == "gpu0 703, host 1107");
  CHECK(weights.on(two_gpus()).devices[1].tensors == 2);
}

TEST_CASE("a tied head is a second copy where the output is elsewhere") {
  Weights weights;
  weights.add("token_embd.weight", 1000);
  weights.add("blk.0.attn_q.weight", 100);
  CHECK(sizes_of(weights.on(two_gpus())) == "gpu0 100, gpu1 1000, host 1000");
  CHECK(sizes_of(weights.on(place(1, with_gpu_layers(0), gpus_of({1})))) == "host 1100");
  weights.architecture.gguf_name = "gemma4";
  CHECK(sizes_of(weights.on(place(1, with_gpu_layers(0), gpus_of({1})))) == "host 2100");
}

TEST_CASE("experts of the first layers stay in main memory") {
  Weights weights;
  weights.add("blk.0.ffn_gate_inp.weight", 1);
  weights.add("blk.0.ffn_up_exps.weight", 10);
  weights.add("blk.0.ffn_gate_up_exps.bias", 20);
  weights.add("blk.0.ffn_down_chexps.weight", 40);
  weights.add("blk.0.ffn_up_shexp.weight", 100);
  weights.add("blk.1.ffn_up_exps.weight", 1000);
  LlamaCpp options;
  options.n_cpu_moe = 1;
  CHECK(sizes_of(weights.on(place(2, options, gpus_of({1})))) == "gpu0 1101, host 70");
  options.n_cpu_moe = 99;
  CHECK(sizes_of(weights.on(place(2, options, gpus_of({1})))) == "gpu0 101, host 1070");
}

TEST_CASE("what stands before the layers is with the first, rope factors with every one") {
  Weights weights;
  weights.add("token_embd_norm.weight", 5);
  weights.add("rope_freqs.weight", 64, TensorPart::generated);
  weights.add("blk.0.attn_q.weight", 100);
  weights.add("blk.1.attn_q.weight", 200);
  const auto halves = place(2, with_split({1, 2}), gpus_of({1, 1}));
  REQUIRE(placed(halves) == "01|1");
  CHECK(sizes_of(weights.on(halves)) == "gpu0 169, gpu1 264");
  weights.architecture.gguf_name = "lfm2moe";
  CHECK(sizes_of(weights.on(halves)) == "gpu0 164, gpu1 269");
}

TEST_CASE("draft layers count as layers and are weighed apart, towers are left out") {
  Weights weights;
  weights.architecture.layers.resize(2);
  weights.add("blk.0.attn_q.weight", 100);
  weights.add("blk.1.attn_q.weight", 200);
  weights.add("blk.2.attn_q.weight", 400, TensorPart::mtp);
  weights.add("blk.2.nextn.enorm.weight", 10, TensorPart::mtp);
  weights.add("v.blk.0.attn_q.weight", 1000, TensorPart::vision);
  weights.add("blk.0.attn_q.scale", 4, TensorPart::scale);
  const model::StoredModel stored = model::store_as_is(weights.inventory);
  const WeightTable table{stored, weights.architecture};
  CHECK(count_layers(table, {}) == 1);
  CHECK(count_layers(table, weights.architecture) == 3);
  const PlacedWeights placed_weights = weights.on(place(3, {}, gpus_of({1, 1})));
  CHECK(sizes_of(placed_weights) == "gpu0 304, gpu1 0");
  CHECK(placed_weights.devices[1].mtp == Bytes{410});
  CHECK(placed_weights.unplaced_towers == Bytes{1000});
}

TEST_CASE("odd block numbers are placed somewhere, and nothing is lost") {
  Weights weights;
  weights.add("blk.99999999999999999999999.attn_q.weight", 1);
  weights.add("blk.18446744073709551615.attn_q.weight", 2);
  weights.add("blk.", 4);
  weights.add("blk.x.attn", 8);
  weights.add("", 16);
  Bytes sum;
  for (const auto& place : weights.on(two_gpus()).devices) {
    sum += place.language;
  }
  CHECK(sum == Bytes{31});
}

}  // namespace vramcalc::memory::llama_cpp
