// vLLM's paged cache, against start-up logs that print its blocks and tokens.
#include <catch2/catch.hpp>

#include "memory/parts/cache_groups.h"
#include "memory/parts/paged_cache.h"
#include "support/catalogue_question.h"

using namespace vramcalc;
using memory::CacheGroup;
using memory::CacheRules;
using memory::KeptKind;
using memory::PagedCache;
using memory::PagingRules;

namespace {

std::vector<CacheGroup> groups_of(const std::string& id, const CacheRules& rules) {
  const memory::Question question = test::question_about(id, memory::Vllm{});
  return cache_groups(question.model.layout->architecture.layers, rules);
}

}  // namespace

TEST_CASE("layers that all keep alike are one group", "[paged_cache]") {
  const PagedCache cache{groups_of("llama-3.1-8b", {}), {}};
  CHECK(cache.groups() == 1);
  CHECK(cache.block_bytes() == Bytes{131'072ULL * 16});
  CHECK(cache.blocks_for(1) == 1);
  CHECK(cache.blocks_for(8192) == 512);
  CHECK(cache.blocks_for(8193) == 513);
}

TEST_CASE("latent rows and keys of an index are kept by every rank", "[paged_cache]") {
  CacheRules rules;
  rules.ranks = 8;
  const std::vector<CacheGroup> groups = groups_of("deepseek-v3.2", rules);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].kept.token_row == Bytes{1152});
  CHECK(groups[1].kept.kind == KeptKind::index);
  CHECK(groups[1].kept.token_row == Bytes{132});
  CHECK(groups[0].layers == 61);
  CHECK(PagedCache{groups, {}}.block_bytes() == Bytes{(1152ULL + 132) * 61 * 16});
}

// gpt-oss-120b on four GPUs, vLLM 0.10.1.1: 18 layers see everything, 18 a window; a token of both
// groups takes 18 432 bytes, as 45.32 GiB ÷ 2 640 144 tokens
// (https://github.com/dennislee22/vLLM-benchmarking).
TEST_CASE("windows share the blocks of layers that see everything", "[paged_cache]") {
  CacheRules rules;
  rules.ranks = 4;
  const PagedCache cache{groups_of("gpt-oss-120b", rules), {.in_flight_tokens = 2048}};
  CHECK(cache.groups() == 2);
  CHECK(cache.block_bytes() == Bytes{8192ULL * 18});
  // 1024 blocks of everything, and of the window 128 - 1 + 2048 tokens and one more.
  CHECK(cache.blocks_for(16'384) == 1024 + 136 + 1);
}

// Qwen3-Next-80B-A3B on two GPUs, vLLM 0.10.2: 44.59 GiB are 973 760 tokens, 14.77 × 262 144.
TEST_CASE("pages grow to hold a state of recurrent layers", "[paged_cache]") {
  CacheRules rules;
  rules.ranks = 2;
  rules.state_element = Bytes{2};
  const PagedCache cache{groups_of("qwen3-next-80b-a3b", rules), {}};
  CHECK(cache.block_tokens() == 544);
  CHECK(cache.groups() == 4);
  CHECK(cache.block_bytes() == Bytes{557'056ULL * 12});
  const std::uint64_t blocks = 7162;
  CHECK(blocks / cache.groups() * cache.block_tokens() == 973'760 - 973'760 % 544);
  CHECK(cache.blocks_for(262'144) == 482 + 3);
}

TEST_CASE("windows keep their tokens and those in flight, never more than all", "[paged_cache]") {
  const memory::Kept window{KeptKind::window, Bytes{1}, 1024, 1, {}};
  CHECK(memory::rows_kept(window, 512, 2048) == 512);
  CHECK(memory::rows_kept(window, 100'000, 2048) == 3072);
  CHECK(memory::rows_kept(window, 100'000, 0) == 1024);
  const memory::Kept compressed{KeptKind::full, Bytes{1}, 0, 4, {}};
  CHECK(memory::rows_kept(compressed, 10, 0) == 3);
  const memory::Kept state{KeptKind::state, {}, 0, 1, Bytes{8}};
  CHECK(memory::rows_kept(state, 10, 0) == 0);
}

TEST_CASE("types of a cache in blocks are rounded up to whole blocks", "[paged_cache]") {
  CacheRules rules;
  rules.keys = model::StorageType::nvfp4;
  rules.values = model::StorageType::nvfp4;
  // 1024 keys in blocks of 64: 36 bytes each; and the values.
  CHECK(groups_of("llama-3.1-8b", rules).front().kept.token_row == Bytes{16 * 36 * 2});
  rules.keys = model::StorageType::f8_e4m3;
  rules.values = model::StorageType::f8_e4m3;
  CHECK(groups_of("llama-3.1-8b", rules).front().kept.token_row == Bytes{2048});
}
