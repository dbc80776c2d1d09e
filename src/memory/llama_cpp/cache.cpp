#include "memory/llama_cpp/cache.h"

#include <algorithm>
#include <limits>

#include <vramcalc/model/tensor.h>

#include "memory/llama_cpp/cache_settings.h"

namespace vramcalc::memory::llama_cpp {
namespace {

using model::StorageType;

// llama_context pads n_ctx and n_ctx_seq, the caches their windows:
// https://github.com/ggml-org/llama.cpp src/llama-context.cpp, src/llama-kv-cache-iswa.cpp
constexpr std::uint64_t cell_padding = 256;

// Recurrent states and compressors are F32 whatever the cache is:
// src/llama-model.cpp create_memory, src/llama-kv-cache-dsv4.cpp
constexpr Bytes state_element{4};

std::uint64_t padded(std::uint64_t cells) {
  return (cells + cell_padding - 1) / cell_padding * cell_padding;
}

Bytes row(StorageType type, std::uint64_t heads, std::uint64_t length) {
  const std::uint64_t width = (Bytes{heads} * length).count();
  return width == 0 ? Bytes{} : bytes_of(model::Shape{width}, type);
}

// Cells that one stream needs for a window: those of the sequences in it, and of the tokens that
// are being computed. src/llama-kv-cache-iswa.cpp
std::uint64_t cells_of_window(std::uint64_t window, std::uint64_t sequences,
                              std::uint64_t all_cells, const LlamaCpp& options) {
  const std::uint64_t ubatch = std::min(options.ubatch_size, options.batch_size);
  std::uint64_t needed = 0;
  if (options.swa_full || __builtin_mul_overflow(window, sequences, &needed) ||
      __builtin_add_overflow(needed, ubatch, &needed)) {
    return all_cells;
  }
  return padded(std::min(all_cells, needed));
}

// The cache of DeepSeek V4 has a stream for every sequence, even where it is asked to be unified.
CacheCells separate_cells(const Workload& workload, const LlamaCpp& options) {
  return {full_cells(workload, options).cells, workload.parallel};
}

class CacheWriter {
 public:
  CacheWriter(const model::Architecture& architecture, const Workload& workload,
              const LlamaCpp& options)
      : workload_(workload), options_(options) {
    if (options.flash_attention) {
      return;
    }
    for (const model::Layer& layer : architecture.layers) {
      if (const auto* grouped = std::get_if<model::GroupedAttention>(&layer.mixer)) {
        widest_value_ = std::max(widest_value_, value_row(*grouped));
      }
    }
  }

  void layer(std::size_t index, const model::Layer& layer) {
    index_ = static_cast<std::uint32_t>(index);
    first_of_last_ = blocks_.size();
    std::visit([this](const auto& mixer) { write(mixer); }, layer.mixer);
    if (layer.parallel) {
      write(*layer.parallel);
    }
  }

  // A layer like the one before it.
  void repeat(std::size_t index) {
    const std::size_t end = blocks_.size();
    for (std::size_t block = first_of_last_; block < end; ++block) {
      blocks_.push_back(blocks_[block]);
      blocks_.back().layer = static_cast<std::uint32_t>(index);
    }
    first_of_last_ = end;
  }

  [[nodiscard]] std::vector<CacheBlock> blocks() && { return std::move(blocks_); }

 private:
  void add(CacheKind kind, CacheCells cells, Bytes key_row, Bytes value_row) {
    const Bytes bytes = (key_row + value_row) * cells.cells * cells.streams;
    if (bytes != Bytes{}) {
      blocks_.push_back({index_, kind, cells, key_row, value_row, bytes});
    }
  }

  [[nodiscard]] Bytes value_row(const model::GroupedAttention& attention) const {
    return row(workload_.cache_type_v, attention.kv_heads, attention.value_length);
  }

  // Without flash attention values are transposed, and padded to the widest layer's: "padding V
  // cache to %d" in src/llama-kv-cache.cpp
  [[nodiscard]] Bytes kept_values(Bytes own) const {
    return options_.flash_attention ? own : widest_value_;
  }

  void write(const model::NoMixer& none) {
    if (none.padded_cache) {
      add(CacheKind::full, full_cells(workload_, options_), {}, kept_values({}));
    }
  }

  void write(const model::GroupedAttention& attention) {
    if (!attention.owns_cache) {
      return;
    }
    const StorageType keys = workload_.cache_type_k;
    const bool windowed = attention.window != 0;
    add(windowed ? CacheKind::window : CacheKind::full,
        windowed ? window_cells(attention.window, workload_, options_)
                 : full_cells(workload_, options_),
        row(keys, attention.kv_heads, attention.key_length), kept_values(value_row(attention)));
    if (attention.index_key_length != 0) {
      // A cache of one head like any other, values too though nothing reads them:
      // src/llama-kv-cache-msa.cpp
      add(CacheKind::index, full_cells(workload_, options_),
          row(keys, 1, attention.index_key_length),
          row(workload_.cache_type_v, 1, attention.value_length));
    }
  }

  void write(const model::LatentAttention& attention) {
    const StorageType keys = workload_.cache_type_k;
    const Bytes latent_row =
        row(keys, 1, (Bytes{attention.kv_lora_rank} + Bytes{attention.rope_length}).count());
    const Bytes index_row = row(keys, 1, attention.index_key_length);
    if (attention.window == 0) {
      add(CacheKind::full, full_cells(workload_, options_), latent_row, {});
      add(CacheKind::index, full_cells(workload_, options_), index_row, {});
      return;
    }
    // src/llama-kv-cache-dsv4.cpp
    const CacheCells all = separate_cells(workload_, options_);
    add(CacheKind::window, {cells_of_window(attention.window, 1, all.cells, options_), all.streams},
        latent_row, {});
    if (attention.compression != 0) {
      const std::uint64_t rows =
          all.cells / attention.compression + (all.cells % attention.compression == 0 ? 0 : 1);
      const CacheCells compressed{padded(rows), all.streams};
      add(CacheKind::compressed, compressed, latent_row, {});
      add(CacheKind::index, compressed, index_row, {});
      add(CacheKind::compressor, {1, all.streams}, state_element * attention.compressor_elements,
          {});
    }
  }

  void write(const model::Recurrent& recurrent) {
    add(CacheKind::recurrent, {1, workload_.parallel},
        state_element * recurrent.convolution_elements, state_element * recurrent.state_elements);
  }

  const Workload& workload_;
  const LlamaCpp& options_;
  Bytes widest_value_;  // without flash attention
  std::uint32_t index_ = 0;
  std::size_t first_of_last_ = 0;
  std::vector<CacheBlock> blocks_;
};

}  // namespace

CacheCells full_cells(const Workload& workload, const LlamaCpp& options) {
  check_lengths(workload);
  // --ctx-size, which all sequences share.
  const std::uint64_t context = padded(workload.context_tokens * workload.parallel);
  if (options.kv_unified) {
    return {context, 1};
  }
  return {padded(context / workload.parallel), workload.parallel};
}

CacheCells window_cells(std::uint64_t window, const Workload& workload, const LlamaCpp& options) {
  const CacheCells all = full_cells(workload, options);
  const std::uint64_t sequences = options.kv_unified ? workload.parallel : 1;
  return {cells_of_window(window, sequences, all.cells, options), all.streams};
}

std::vector<CacheBlock> cache_blocks(const model::Architecture& architecture,
                                     const Workload& workload, const LlamaCpp& options) {
  check_cache_settings(architecture, workload, options);
  CacheWriter writer{architecture, workload, options};
  for (std::size_t i = 0; i < architecture.layers.size(); ++i) {
    if (i > 0 && architecture.layers[i] == architecture.layers[i - 1]) {
      writer.repeat(i);
    } else {
      writer.layer(i, architecture.layers[i]);
    }
  }
  return std::move(writer).blocks();
}

}  // namespace vramcalc::memory::llama_cpp
