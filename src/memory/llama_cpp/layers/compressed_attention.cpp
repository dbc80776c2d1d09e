// build_attention of llama.cpp's src/models/deepseek4.cpp; sizes of a reservation:
// dsv4_build_reserve_comp_plan of its src/llama-kv-cache-dsv4.cpp.
#include "memory/llama_cpp/layers/compressed_attention.h"

#include <algorithm>
#include <string>

namespace vramcalc::memory::llama_cpp {
namespace {

NodeId by_matrix(Graph& graph, std::string_view name, NodeId rotation, NodeId heads) {
  const NodeShape shape = graph[heads].shape;
  const NodeId flat = graph.reshape(heads, {shape[0], shape[1] * shape[2], 1, 1});
  const NodeId turned =
      graph.add_node(Operation::matrix_product, name, graph[flat].shape, {rotation, flat});
  return graph.reshape(turned, shape);
}

// One row more, which is read where there is nothing before.
NodeId with_empty_row(Graph& graph, NodeId rows) {
  NodeShape shape = graph[rows].shape;
  NodeId row = graph.view(rows, {shape[0], 1, 1, 1});
  row = graph.reshape(graph.like(Operation::scale, "empty_row", {row}), {shape[0], 1, 1, 1});
  shape[1] += 1;
  return graph.add_node(Operation::concatenate, "compressor_rows", shape, {rows, row});
}

NodeId part_of_rows(Graph& graph, NodeId rows, NodeShape blocks) {
  const NodeId part = graph.view(rows, {blocks[0], blocks[1] * blocks[2], 1, 1}, false);
  return graph.reshape(graph.like(Operation::contiguous, "compressor_part", {part}), blocks);
}

}  // namespace

struct CompressedAttention::Compressor {
  std::string name;  // "attn_compressor"
  std::uint64_t ratio;
  std::uint64_t length;   // of a compressed row
  std::uint64_t width;    // of what it gathers
  std::uint64_t blocks;   // that a pass can fill
  std::uint64_t waiting;  // rows that wait, of all sequences

  [[nodiscard]] bool overlaps() const { return width != length; }
  [[nodiscard]] std::uint64_t together() const { return (overlaps() ? 2 : 1) * ratio; }
};

CompressedAttention::CompressedAttention(Builder& builder) : builder_(builder) {
  const auto& layers = builder.architecture().layers;
  for (const CacheBlock& block :
       cache_blocks(builder.architecture(), builder.workload(), builder.options())) {
    const auto* latent = std::get_if<model::LatentAttention>(&layers[block.layer].mixer);
    if (block.kind == CacheKind::window) {
      window_ = block.cells;
    } else if (block.kind == CacheKind::compressed && latent != nullptr) {
      compressed_[latent->compression] = block.cells;
    }
  }
  const std::uint64_t tokens = builder.tokens();
  const std::uint8_t mask_bytes = builder.options().flash_attention ? 2 : 4;
  window_mask_ = builder.graph().input(
      "KQ mask (window)", {window_.cells, tokens / window_.streams, 1, window_.streams},
      mask_bytes);
  window_places_ = builder.graph().input("attn_inp_k_idxs", {tokens, 1, 1, 1}, 8);
}

CacheCells CompressedAttention::compressed_cells(const model::LatentAttention& attention) const {
  const auto cells = compressed_.find(attention.compression);
  return cells == compressed_.end() ? CacheCells{} : cells->second;
}

const CompressorInputs& CompressedAttention::inputs_of(const Compressor& compressor,
                                                       bool is_index) {
  CompressorInputs& inputs = inputs_[{compressor.ratio, is_index}];
  if (inputs.read == no_node) {
    Graph& graph = builder_.graph();
    const std::uint64_t tokens = builder_.tokens();
    const CacheCells cells = compressed_[compressor.ratio];
    const std::uint64_t kept = std::min(tokens, compressor.waiting);
    const std::uint8_t mask_bytes = is_index || builder_.options().flash_attention ? 2 : 4;
    inputs.positions = graph.input("state_pos", {tokens, 1, 1, 1}, 4);
    inputs.kept_from = graph.input("state_persist_src_idxs", {kept, 1, 1, 1}, 4);
    inputs.kept_at = graph.input("state_persist_dst_idxs", {kept, 1, 1, 1}, 4);
    inputs.read =
        graph.input("state_read_idxs", {compressor.together() * compressor.blocks, 1, 1, 1}, 4);
    inputs.places = graph.input("state_write_idxs", {compressor.blocks, 1, 1, 1}, 8);
    inputs.turns = graph.input("state_write_pos", {compressor.blocks, 1, 1, 1}, 4);
    inputs.mask = graph.input("KQ mask (compressed)",
                              {cells.cells, tokens / cells.streams, 1, cells.streams}, mask_bytes);
  }
  return inputs;
}

void CompressedAttention::compress(const LayerTensors& tensors, const Compressor& compressor,
                                   const CompressorInputs& inputs, NodeId source, NodeId cache) {
  Graph& graph = builder_.graph();
  const std::uint64_t tokens = builder_.tokens();
  const NodeShape blocks{compressor.length, compressor.ratio, compressor.blocks, 1};
  const NodeShape together{compressor.length, compressor.together(), compressor.blocks, 1};
  const NodeId rows =
      builder_.linear("state_kv", tensors, compressor.name + "_kv.weight", "", source);
  NodeId scores =
      builder_.linear("state_score", tensors, compressor.name + "_gate.weight", "", source);
  const NodeId places = graph.add_node(Operation::get_rows, "state_score_ape",
                                       {compressor.width, tokens, 1, 1}, {inputs.positions});
  scores = graph.like(Operation::add, "state_score", {scores, places});
  const auto gathered = [&](NodeId news, NodeId state) {
    const NodeId waiting = graph.view(state, {compressor.width, compressor.waiting, 1, 1});
    NodeId all =
        graph.add_node(Operation::concatenate, "compressor_rows",
                       {compressor.width, compressor.waiting + tokens, 1, 1}, {waiting, news});
    if (compressor.overlaps()) {
      all = with_empty_row(graph, all);
    }
    const NodeId read = graph.add_node(
        Operation::get_rows, "compressor_read",
        {compressor.width, compressor.together() * compressor.blocks, 1, 1}, {all, inputs.read});
    NodeId parts = graph.reshape(read, blocks);
    if (compressor.overlaps()) {
      parts =
          graph.add_node(Operation::concatenate, "compressor_parts", together,
                         {part_of_rows(graph, read, blocks), part_of_rows(graph, read, blocks)});
    }
    const NodeId turned = graph.permute(parts, {together[1], together[0], together[2], 1});
    return graph.like(Operation::contiguous, "compressor_parts", {turned});
  };
  const NodeId row_state = graph.external("state_kv");
  const NodeId score_state = graph.external("state_score");
  const NodeId values = gathered(rows, row_state);
  const NodeId weights =
      graph.like(Operation::soft_max, "compressor_weights", {gathered(scores, score_state)});
  NodeId compressed = graph.like(Operation::multiply, "compressed", {values, weights});
  compressed = graph.add_node(Operation::sum_rows, "compressed",
                              {1, compressor.length, compressor.blocks, 1}, {compressed});
  compressed = graph.permute(compressed, {compressor.length, 1, compressor.blocks, 1});
  compressed = graph.like(Operation::contiguous, "compressed", {compressed});
  compressed = builder_.norm("compressed", compressed, tensors, compressor.name + "_norm.weight");
  compressed = graph.like(Operation::rope, "compressed", {compressed, inputs.turns});
  if (compressor.name.starts_with("indexer")) {
    compressed = by_matrix(graph, "compressed", rotation_, compressed);
  }
  store_keys(builder_, compressed, inputs.places, cache, compressed_[compressor.ratio]);
  const std::uint64_t kept = graph[inputs.kept_from].shape[0];
  const auto keep = [&](NodeId news, NodeId state) {
    const NodeId last = graph.add_node(Operation::get_rows, "state_kept",
                                       {compressor.width, kept, 1, 1}, {news, inputs.kept_from});
    const NodeId target = graph.view(state, {compressor.width, compressor.waiting, 1, 1});
    return graph.set_rows(target, last, inputs.kept_at);
  };
  const NodeId kept_rows = keep(rows, row_state);
  const NodeId kept_scores = keep(scores, score_state);
  graph.expand(kept_rows);
  graph.expand(kept_scores);
}

NodeId CompressedAttention::pick(const LayerTensors& tensors,
                                 const model::LatentAttention& attention, NodeId source,
                                 NodeId query, NodeId cache, NodeId mask) {
  Graph& graph = builder_.graph();
  const std::uint64_t length = attention.index_key_length;
  const std::uint64_t heads = tensors.rows("indexer.proj.weight");
  const CacheCells cells = compressed_cells(attention);
  const std::uint64_t tokens = builder_.tokens() / cells.streams;
  NodeId queries = builder_.linear("lid_q", tensors, "indexer.attn_q_b.weight", "", query);
  queries = graph.reshape(queries, {length, heads, builder_.tokens(), 1});
  queries = graph.like(Operation::rope, "lid_q", {queries, builder_.positions()});
  queries = by_matrix(graph, "lid_q", rotation_, queries);
  NodeId weights = builder_.linear("lid_weights", tensors, "indexer.proj.weight", "", source);
  weights = graph.like(Operation::scale, "lid_weights", {weights});
  queries = graph.view(queries, {length, heads, tokens, cells.streams});
  weights = graph.view(weights, {heads, tokens, 1, cells.streams});
  const NodeId keys = graph.view(cache, {length, 1, cells.cells, cells.streams}, false);
  const NodeId scores =
      graph.add_node(Operation::other, "lid_score", {cells.cells, tokens, 1, cells.streams},
                     {queries, keys, weights, mask});
  const NodeId top = graph.add_node(
      Operation::top_k, "lid_top_k",
      {std::min(cells.cells, attention.index_top_k), tokens, 1, cells.streams}, {scores});
  return graph.like(Operation::contiguous, "lid_top_k", {top});
}

NodeId CompressedAttention::attend_from(const LayerTensors& tensors,
                                        const model::LatentAttention& attention, NodeId source) {
  Graph& graph = builder_.graph();
  const std::uint64_t tokens = builder_.tokens();
  const std::uint64_t length = tensors.rows("attn_kv.weight");
  const bool flash = builder_.options().flash_attention;
  NodeId query = builder_.linear("qr", tensors, "attn_q_a.weight", "", source);
  query = builder_.norm("qr", query, tensors, "attn_q_a_norm.weight");
  NodeId heads = builder_.linear("q", tensors, "attn_q_b.weight", "", query);
  heads = graph.reshape(heads, {length, attention.heads, tokens, 1});
  heads = graph.like(Operation::rms_norm, "q_norm", {heads});
  heads = graph.like(Operation::rope, "q", {heads, builder_.positions()});
  NodeId row = builder_.linear("kv", tensors, "attn_kv.weight", "", source);
  row = builder_.norm("kv", row, tensors, "attn_kv_a_norm.weight");
  row = graph.reshape(row, {length, 1, tokens, 1});
  row = graph.like(Operation::rope, "kv", {row, builder_.positions()});

  NodeId mask = window_mask_;
  CacheCells cells = window_;
  const NodeId window_cache = graph.external("cache_k");
  NodeId keys = graph.view(window_cache, {length, 1, window_.cells, window_.streams}, false);
  NodeId hidden = no_node;
  NodeId compressed_cache = no_node;
  if (attention.compression != 0) {
    const auto compressor = [&](std::string name, std::uint64_t row_length) {
      Compressor c{std::move(name), attention.compression, row_length, 0, 0, 0};
      c.width = tensors.rows(c.name + "_kv.weight");
      c.blocks = tokens / c.ratio + window_.streams;
      c.waiting = c.together() * window_.streams;
      return c;
    };
    const Compressor main = compressor("attn_compressor", length);
    compressed_cache = graph.external("cache_k (compressed)");
    const CompressorInputs& inputs = inputs_of(main, false);
    compress(tensors, main, inputs, source, compressed_cache);
    hidden = inputs.mask;
    if (attention.index_key_length != 0) {
      const std::uint64_t side = attention.index_key_length;
      if (rotation_ == no_node) {
        rotation_ = graph.input("attn_inp_k_rot", {side, side, 1, 1}, 4);
      }
      const Compressor index = compressor("indexer_compressor", side);
      const NodeId index_cache = graph.external("cache_k (indexer)");
      const CompressorInputs& of_index = inputs_of(index, true);
      compress(tensors, index, of_index, source, index_cache);
      const NodeId picked = pick(tensors, attention, source, query, index_cache, of_index.mask);
      hidden = mask_of_picked(builder_, inputs.mask, picked, flash ? 2 : 4);
    }
  }
  graph.expand(heads);
  graph.expand(row);
  store_keys(builder_, row, window_places_, window_cache, window_);
  if (attention.compression != 0) {
    const CacheCells more = compressed_cells(attention);
    cells.cells += more.cells;
    const NodeId old = graph.view(compressed_cache, {length, 1, more.cells, more.streams}, false);
    keys = graph.add_node(Operation::concatenate, "k_all", {length, 1, cells.cells, cells.streams},
                          {keys, old}, 2);
    NodeShape shape = graph[mask].shape;
    shape[0] = cells.cells;
    mask = graph.add_node(Operation::concatenate, "KQ mask (all)", shape, {mask, hidden},
                          flash ? 2 : 4);
  }
  AttentionSizes sizes{attention.heads, 1, length, length};
  sizes.values_are_keys = true;
  NodeId result = attend(builder_, sizes, heads, keys, keys, mask, cells);
  result = graph.reshape(result, {length, attention.heads, tokens, 1});
  result = graph.like(Operation::rope, "attn_derope", {result, builder_.positions()});
  const std::uint64_t group = tensors.columns("attn_output_a.weight");
  const std::uint64_t groups = attention.heads * length / group;
  const std::uint64_t rank = tensors.rows("attn_output_a.weight") / groups;
  result =
      graph.permute(graph.reshape(result, {group, groups, tokens, 1}), {group, tokens, groups, 1});
  result =
      graph.product("attn_wo_a", rank, result, builder_.matrix(tensors, "attn_output_a.weight"));
  result = graph.permute(result, {rank, groups, tokens, 1});
  result =
      graph.add_node(Operation::contiguous, "attn_wo_a", {rank * groups, tokens, 1, 1}, {result});
  return builder_.linear("attn_out", tensors, "attn_output_b.weight", "", result);
}

}  // namespace vramcalc::memory::llama_cpp
