#include "read/gguf/blocks.h"

#include <string_view>

#include "read/gguf/names.h"

namespace vramcalc::read {
namespace {

void note_attention(GgufBlock& block, std::string_view rest) {
  block.keys |= rest.starts_with("k.");
  block.queries |= rest.starts_with("q.") || rest.starts_with("k.") || rest.starts_with("qkv.");
  block.latent |= rest.starts_with("kv_a_mqa.");
  block.shared_row |= rest.starts_with("kv.");
}

void note_state_space(GgufBlock& block, std::string_view rest) {
  block.state_space = true;
  block.mamba_input |= rest.starts_with("in.");
  block.mamba1 |= rest.starts_with("x.");
  block.delta_rule |= rest.starts_with("ba.") || rest.starts_with("beta.");
  block.kimi_delta |= rest.starts_with("f_a.");
}

void note_feed_forward(GgufBlock& block, std::string_view rest) {
  block.dense |= rest.starts_with("up.") || rest.starts_with("down.");
  block.experts |= rest.substr(0, rest.find('.')).ends_with("_exps");
}

void note(GgufBlock& block, std::string_view stem) {
  constexpr std::string_view attention = "attn_";
  constexpr std::string_view feed_forward = "ffn_";
  constexpr std::string_view state_space = "ssm_";
  if (stem.starts_with(attention)) {
    note_attention(block, stem.substr(attention.size()));
  } else if (stem.starts_with(feed_forward)) {
    note_feed_forward(block, stem.substr(feed_forward.size()));
  } else if (stem.starts_with(state_space)) {
    note_state_space(block, stem.substr(state_space.size()));
  } else {
    block.indexer |= stem.starts_with("indexer");
    block.short_convolution |= stem.starts_with("shortconv.");
    block.time_mix |= stem.starts_with("time_mix_");
    block.dense |= stem.starts_with("channel_mix_");
  }
}

// Keys and gates of as many tokens as a compressed row is made of; rows of 4 tokens overlap, so
// that two of them are open. https://github.com/ggml-org/llama.cpp src/models/deepseek4.cpp
Bytes compressor_state(const model::Shape& positions) {
  constexpr std::uint64_t overlapping = 4;
  const std::uint64_t tokens = positions[1];
  return Bytes{positions.elements()} * (tokens == overlapping ? 4 : 2);
}

}  // namespace

std::vector<GgufBlock> read_gguf_blocks(const model::Inventory& inventory, std::uint64_t count) {
  std::vector<GgufBlock> blocks(count);
  for (const model::Tensor& tensor : inventory.tensors()) {
    const GgufName name = split_gguf_name(tensor.name);
    if (!name.block || *name.block >= count) {
      continue;
    }
    GgufBlock& block = blocks[*name.block];
    note(block, name.stem);
    if (name.stem.ends_with("_compressor_ape.weight")) {
      block.compressor_elements =
          (Bytes{block.compressor_elements} + compressor_state(tensor.shape)).count();
    }
  }
  return blocks;
}

}  // namespace vramcalc::read
