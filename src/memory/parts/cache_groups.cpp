#include "memory/parts/cache_groups.h"

#include <algorithm>

#include <vramcalc/model/storage_type.h>
#include <vramcalc/model/tensor.h>

#include "memory/parts/whole_numbers.h"

namespace vramcalc::memory {
namespace {

using model::StorageType;

// A row of a type in blocks is rounded up to whole blocks.
Bytes row(StorageType type, std::uint64_t elements) {
  const model::StorageFacts& facts = model::facts_of(type);
  return Bytes{divided_up(elements, facts.block_elements)} * facts.block_bytes;
}

class Collector {
 public:
  explicit Collector(const CacheRules& rules) : rules_(rules) {}

  // So many layers that do the same.
  void add_layers(const model::Layer& layer, std::uint64_t times) {
    times_ = times;
    std::visit([this](const auto& mixer) { keep(mixer); }, layer.mixer);
    if (layer.parallel) {
      keep(*layer.parallel);
    }
  }

  [[nodiscard]] std::vector<CacheGroup> groups() && { return std::move(groups_); }

 private:
  void add(const Kept& kept) {
    if (kept.token_row == Bytes{} && kept.state == Bytes{}) {
      return;
    }
    const auto found = std::find_if(groups_.begin(), groups_.end(),
                                    [&](const CacheGroup& group) { return group.kept == kept; });
    if (found == groups_.end()) {
      groups_.push_back({kept, times_});
    } else {
      found->layers += times_;
    }
  }

  void add_rows(Bytes token_row, std::uint64_t window) {
    const std::uint64_t kept = rules_.windows ? window : 0;
    add({kept == 0 ? KeptKind::full : KeptKind::window, token_row, kept, 1, {}});
  }

  void keep(const model::NoMixer& /*none*/) {}

  void keep(const model::GroupedAttention& attention) {
    if (!attention.owns_cache) {
      return;
    }
    const std::uint64_t heads = divided_up(attention.kv_heads, rules_.ranks);
    add_rows(row(rules_.keys, heads * attention.key_length) +
                 row(rules_.values, heads * attention.value_length),
             attention.window);
    add_index(attention.index_key_length, 1);
  }

  void keep(const model::LatentAttention& attention) {
    const Bytes latent = latent_row(attention);
    if (attention.window != 0 && attention.compression != 0) {
      add_rows(latent, attention.window);
      add({KeptKind::full, latent, 0, attention.compression, {}});
      add_index(attention.index_key_length, attention.compression);
      add({KeptKind::state, {}, 0, 1, Bytes{4} * attention.compressor_elements});
      return;
    }
    add_rows(latent, attention.window);
    add_index(attention.index_key_length, 1);
  }

  void keep(const model::Recurrent& recurrent) {
    add({KeptKind::state,
         {},
         0,
         1,
         rules_.convolution_element *
                 divided_up(convolution(recurrent.convolution_elements), rules_.ranks) +
             rules_.state_element * divided_up(recurrent.state_elements, rules_.ranks)});
  }

  // Beside a sparse index an 8-bit row keeps a 32-bit scale for 128 numbers, and its rotary part in
  // 16 bits: 656 bytes of 576 numbers (fp8_ds_mla, vllm/v1/kv_cache_interface.py; SGLang's
  // pool_configurator.py has the same).
  [[nodiscard]] Bytes latent_row(const model::LatentAttention& attention) const {
    const bool in_8_bits =
        rules_.keys == StorageType::f8_e4m3 || rules_.keys == StorageType::f8_e5m2;
    if (in_8_bits && rules_.index_in_8_bits && attention.index_key_length != 0) {
      return Bytes{attention.kv_lora_rank + divided_up(attention.kv_lora_rank, 128) * 4 +
                   attention.rope_length * 2};
    }
    return row(rules_.keys, attention.kv_lora_rank + attention.rope_length);
  }

  // Kernels are four columns wide, of which three are kept.
  [[nodiscard]] std::uint64_t convolution(std::uint64_t elements) const {
    return elements + divided_up(elements, 3) * rules_.draft_tokens;
  }

  void add_index(std::uint64_t length, std::uint64_t tokens_a_row) {
    if (length != 0) {
      add({KeptKind::index,
           rules_.index_in_8_bits ? Bytes{length} + rules_.index_scale : row(rules_.keys, length),
           0,
           tokens_a_row,
           {}});
    }
  }

  const CacheRules& rules_;
  std::uint64_t times_ = 1;
  std::vector<CacheGroup> groups_;
};

}  // namespace

CacheRules rules_of(const Workload& workload) {
  CacheRules rules;
  rules.keys = workload.cache_type_k;
  rules.values = workload.cache_type_v;
  return rules;
}

std::vector<CacheGroup> cache_groups(std::span<const model::Layer> layers,
                                     const CacheRules& rules) {
  Collector collector{rules};
  for (auto first = layers.begin(); first != layers.end();) {
    const auto next = std::find_if(first, layers.end(),
                                   [&](const model::Layer& layer) { return !(layer == *first); });
    collector.add_layers(*first, static_cast<std::uint64_t>(next - first));
    first = next;
  }
  return std::move(collector).groups();
}

std::uint64_t rows_kept(const Kept& kept, std::uint64_t tokens, std::uint64_t in_flight) {
  if (kept.kind == KeptKind::state) {
    return 0;
  }
  if (kept.window != 0) {
    return std::min(tokens, (Bytes{kept.window} + Bytes{in_flight}).count());
  }
  return divided_up(tokens, kept.tokens_a_row);
}

}  // namespace vramcalc::memory
