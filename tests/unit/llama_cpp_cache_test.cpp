// Cells and states by hand, kind by kind, and what must hold for all of them.
#include <cstdint>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>

#include "memory/llama_cpp/cache.h"

namespace vramcalc::memory::llama_cpp {
namespace {

using model::Architecture;
using model::GroupedAttention;
using model::LatentAttention;
using model::NoMixer;
using model::Recurrent;
using model::RecurrentKind;
using model::StorageType;
using model::TokenMixer;

Architecture layers_of(const std::vector<TokenMixer>& mixers) {
  Architecture architecture;
  for (const TokenMixer& mixer : mixers) {
    architecture.layers.push_back({.mixer = mixer, .parallel = {}, .feed_forward = {}});
  }
  return architecture;
}

// Llama 3's: 8 heads of 128.
constexpr GroupedAttention full{.heads = 32, .kv_heads = 8, .key_length = 128, .value_length = 128};

constexpr GroupedAttention windowed(std::uint64_t window) {
  GroupedAttention attention = full;
  attention.window = window;
  return attention;
}

constexpr LatentAttention latent{
    .heads = 128, .kv_lora_rank = 512, .rope_length = 64, .nope_length = 128, .value_length = 128};

constexpr Workload tokens(std::uint64_t context, std::uint64_t parallel = 1) {
  return {.context_tokens = context, .parallel = parallel};
}

constexpr Workload typed(StorageType keys, StorageType values) {
  return {.context_tokens = 8192, .parallel = 1, .cache_type_k = keys, .cache_type_v = values};
}

std::uint64_t sum(const Architecture& architecture, const Workload& workload,
                  const LlamaCpp& options = {}) {
  Bytes total;
  for (const CacheBlock& block : cache_blocks(architecture, workload, options)) {
    CHECK(block.bytes ==
          (block.key_row + block.value_row) * block.cells.cells * block.cells.streams);
    total += block.bytes;
  }
  return total.count();
}

std::uint64_t of_layer(const TokenMixer& mixer, const Workload& workload,
                       const LlamaCpp& options = {}) {
  return sum(layers_of({mixer}), workload, options);
}

void check_refused(const TokenMixer& mixer, const Workload& workload, const LlamaCpp& options,
                   const std::string& reason, MessageId hint) {
  try {
    static_cast<void>(cache_blocks(layers_of({mixer}), workload, options));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unsupported);
    CHECK(std::string{error.what()} == reason);
    REQUIRE(error.hint());
    CHECK(error.hint()->id == hint);
  }
}

LlamaCpp unified() {
  LlamaCpp options;
  options.kv_unified = true;
  return options;
}

LlamaCpp without_flash_attention() {
  LlamaCpp options;
  options.flash_attention = false;
  return options;
}

}  // namespace

TEST_CASE("a full layer keeps keys and values of every token") {
  // 8192 cells × (8 × 128 keys + 8 × 128 values) × 2 bytes
  CHECK(of_layer(full, tokens(8192)) == 33'554'432);
  // q8_0: 34 bytes for 32 numbers
  CHECK(of_layer(full, typed(StorageType::q8_0, StorageType::q8_0)) == 17'825'792);
  CHECK(of_layer(full, typed(StorageType::q8_0, StorageType::f16)) == 25'690'112);
  CHECK(of_layer(full, typed(StorageType::q4_0, StorageType::q4_0)) == 9'437'184);
  CHECK(of_layer(full, typed(StorageType::bf16, StorageType::bf16)) == 33'554'432);
}

TEST_CASE("cells come in steps of 256, for each stream") {
  CHECK(full_cells(tokens(1), {}).cells == 256);
  CHECK(full_cells(tokens(257), {}).cells == 512);
  CHECK(full_cells(tokens(300, 4), {}).cells == 512);
  CHECK(full_cells(tokens(300, 4), {}).streams == 4);
  CHECK(full_cells(tokens(300, 4), unified()).cells == 1280);
  CHECK(full_cells(tokens(300, 4), unified()).streams == 1);
}

TEST_CASE("a window holds its tokens, those of a ubatch and no more than the context") {
  CHECK(window_cells(1024, tokens(8192), {}).cells == 1536);
  CHECK(window_cells(1000, tokens(8192), {}).cells == 1536);
  CHECK(window_cells(1024, tokens(1024), {}).cells == 1024);
  CHECK(window_cells(1024, tokens(8192, 4), {}).cells == 1536);
  CHECK(window_cells(1024, tokens(8192, 4), {}).streams == 4);
  CHECK(window_cells(1024, tokens(8192, 4), unified()).cells == 4608);
  LlamaCpp options;
  options.swa_full = true;
  CHECK(window_cells(1024, tokens(8192), options).cells == 8192);
  options = {};
  options.ubatch_size = 4096;
  CHECK(window_cells(1024, tokens(8192), options).cells == 3072);  // a ubatch is part of a batch
  CHECK(window_cells(UINT64_MAX, tokens(8192), options).cells == 8192);
  CHECK(of_layer(windowed(1024), tokens(8192)) == 1536 * 4096);
}

TEST_CASE("a layer that borrows its cache keeps none") {
  GroupedAttention borrowing = full;
  borrowing.owns_cache = false;
  CHECK(of_layer(borrowing, tokens(8192)) == 0);
  CHECK(of_layer(NoMixer{}, tokens(8192)) == 0);
}

TEST_CASE("without flash attention values are as wide as the widest layer's") {
  GroupedAttention narrow = windowed(1024);
  narrow.kv_heads = 2;
  const Architecture architecture = layers_of({full, narrow, NoMixer{.padded_cache = true}});
  const std::uint64_t narrow_keys = 1536 * 2 * 128 * 2;
  CHECK(sum(architecture, tokens(8192)) == 33'554'432 + 2 * narrow_keys);
  // 1024 values for 8192, 1536 and 8192 cells.
  CHECK(sum(architecture, tokens(8192), without_flash_attention()) ==
        33'554'432 + narrow_keys + 1536 * 2048 + 8192 * 2048);
}

TEST_CASE("latent attention keeps one row of keys") {
  CHECK(of_layer(latent, tokens(8192)) == 8192 * 576 * 2);
  CHECK(of_layer(latent, tokens(8192), without_flash_attention()) == 8192 * 576 * 2);
  LatentAttention indexed = latent;
  indexed.index_key_length = 128;
  const auto blocks = cache_blocks(layers_of({indexed}), tokens(8192), {});
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[1].kind == CacheKind::index);
  CHECK(blocks[1].bytes.count() == 8192 * 128 * 2);
}

TEST_CASE("an index beside plain attention keeps values that nothing reads") {
  GroupedAttention indexed = full;
  indexed.index_key_length = 64;
  CHECK(of_layer(indexed, tokens(8192)) == 33'554'432 + 8192 * (64 + 128) * 2);
}

TEST_CASE("DeepSeek V4 keeps a window, compressed rows and what it compresses from") {
  LatentAttention attention{.heads = 128,
                            .kv_lora_rank = 448,
                            .rope_length = 64,
                            .nope_length = 448,
                            .value_length = 512,
                            .index_key_length = 128,
                            .compression = 4,
                            .compressor_elements = 20'480,
                            .window = 128};
  const auto blocks = cache_blocks(layers_of({attention}), tokens(8192, 2), {});
  REQUIRE(blocks.size() == 4);
  CHECK(blocks[0].kind == CacheKind::window);
  CHECK(blocks[0].bytes.count() == 2 * 768 * 1024);
  CHECK(blocks[1].kind == CacheKind::compressed);
  CHECK(blocks[1].bytes.count() == 2 * 2048 * 1024);
  CHECK(blocks[2].kind == CacheKind::index);
  CHECK(blocks[2].bytes.count() == 2 * 2048 * 256);
  CHECK(blocks[3].kind == CacheKind::compressor);
  CHECK(blocks[3].bytes.count() == 2 * 20'480 * 4);
  // Unified, each of its streams is as long as all together.
  const auto joint = cache_blocks(layers_of({attention}), tokens(8192, 2), unified());
  CHECK(joint[1].cells.cells == 4096);
  CHECK(joint[1].cells.streams == 2);
  CHECK(joint[0].bytes == blocks[0].bytes);
}

TEST_CASE("states of recurrent layers are 32-bit and of constant size") {
  const Recurrent mamba{RecurrentKind::mamba2, 3 * 6144, 128 * 4096};
  const std::uint64_t one = (3 * 6144 + 128 * 4096) * 4;
  CHECK(of_layer(mamba, tokens(1024)) == one);
  CHECK(of_layer(mamba, tokens(131072, 4)) == 4 * one);
  CHECK(of_layer(mamba, tokens(131072, 4), unified()) == 4 * one);
  CHECK(of_layer(mamba, typed(StorageType::q8_0, StorageType::q8_0)) == one);
  Architecture both = layers_of({full});
  both.layers[0].parallel = mamba;
  CHECK(sum(both, tokens(8192)) == 33'554'432 + one);
}

TEST_CASE("the cache of full layers grows with every token, that of windows stops") {
  std::uint64_t last_full = 0;
  std::uint64_t last_window = 0;
  for (std::uint64_t context = 256; context <= 65536; context += 768) {
    const std::uint64_t all = of_layer(full, tokens(context));
    const std::uint64_t some = of_layer(windowed(1024), tokens(context));
    CHECK(all == context * 4096);
    CHECK(all > last_full);
    CHECK(some >= last_window);
    CHECK(some <= all);
    last_full = all;
    last_window = some;
  }
}

TEST_CASE("a smaller cache type never takes more") {
  const std::vector<StorageType> types{StorageType::f32,  StorageType::f16,  StorageType::q8_0,
                                       StorageType::q5_1, StorageType::q5_0, StorageType::q4_0};
  for (std::size_t i = 1; i < types.size(); ++i) {
    for (const TokenMixer& mixer :
         {TokenMixer{full}, TokenMixer{windowed(512)}, TokenMixer{latent}}) {
      CHECK(of_layer(mixer, typed(types[i], types[i])) <
            of_layer(mixer, typed(types[i - 1], types[i - 1])));
    }
  }
}

TEST_CASE("a unified cache holds as many tokens, and its windows no fewer") {
  for (const std::uint64_t parallel : {1U, 2U, 3U, 7U, 64U, 256U}) {
    const Workload workload = tokens(4096, parallel);
    CHECK(of_layer(full, workload, unified()) == of_layer(full, workload));
    CHECK(of_layer(windowed(1024), workload, unified()) <= of_layer(full, workload));
    CHECK(window_cells(1024, workload, unified()).cells >= window_cells(1024, workload, {}).cells);
  }
}

TEST_CASE("settings that llama.cpp refuses are refused with its reason") {
  GroupedAttention odd = full;
  odd.key_length = 80;
  odd.value_length = 80;
  check_refused(odd, typed(StorageType::q8_0, StorageType::f16), {},
                "llama.cpp refuses a K cache of type Q8_0: its block size 32 does not divide the "
                "head size 80 of this model",
                MessageId::hint_llama_cpp_head_not_in_blocks);
  check_refused(odd, typed(StorageType::f16, StorageType::q4_0), {},
                "llama.cpp refuses a V cache of type Q4_0: its block size 32 does not divide the "
                "head size 80 of this model",
                MessageId::hint_llama_cpp_head_not_in_blocks);
  check_refused(full, typed(StorageType::f16, StorageType::q8_0), without_flash_attention(),
                "llama.cpp refuses a V cache of type Q8_0 without flash attention: a quantized V "
                "cache requires it",
                MessageId::hint_llama_cpp_quantised_values);
  check_refused(latent, typed(StorageType::q8_0, StorageType::f16), {},
                "llama.cpp refuses a K cache of type Q8_0 beside a V cache of type F16: this model "
                "does not support different types, its values are a part of the keys",
                MessageId::hint_llama_cpp_latent_types);
  check_refused(full, typed(StorageType::q4_k, StorageType::f16), {},
                "llama.cpp has no cache of type Q4_K", MessageId::hint_llama_cpp_cache_type);
  check_refused(full, tokens(4096, 257), {},
                "llama.cpp runs at most 256 sequences at once, not 257",
                MessageId::hint_llama_cpp_too_many_sequences);
  check_refused(full, tokens(UINT64_MAX, 2), {},
                "2 sequences of 18446744073709551615 tokens are more than the 2147483647 tokens "
                "that llama.cpp can count",
                MessageId::hint_llama_cpp_context_too_long);
  check_refused(full, tokens(0), {},
                "llama.cpp needs a context of at least one token and at least one sequence",
                MessageId::hint_llama_cpp_no_context);
  CHECK_THROWS_AS(full_cells(tokens(8192, 0), {}), Error);
}

TEST_CASE("keys alone may be quantised without flash attention") {
  CHECK(of_layer(full, typed(StorageType::q8_0, StorageType::f16), without_flash_attention()) ==
        25'690'112);
}

TEST_CASE("figures that no memory holds are an error, not a wrong sum") {
  GroupedAttention huge = full;
  huge.kv_heads = std::uint64_t{1} << 40;
  huge.key_length = std::uint64_t{1} << 40;
  CHECK_THROWS_AS(of_layer(huge, tokens(8192)), Error);
  CHECK_THROWS_AS(of_layer(Recurrent{RecurrentKind::mamba, UINT64_MAX, UINT64_MAX}, tokens(8192)),
                  Error);
}

}  // namespace vramcalc::memory::llama_cpp
