#include <vramcalc/model/stored_components.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>
#include <variant>

#include <vramcalc/core/bytes.h>
#include <vramcalc/model/blueprint.h>

#include "model/recipes/linear_layer.h"

namespace vramcalc::model {
namespace {

// Numbers of tensors, in Bytes for its checked sums.
using Count = Bytes;

Count elements_named(const Inventory& inventory, std::string_view ending) {
  Count sum;
  for (const Tensor& tensor : inventory.tensors()) {
    if (tensor.name.ends_with(ending)) {
      sum += Count{tensor.shape.elements()};
    }
  }
  return sum;
}

// A config of a text-only class was written by transformers, whose classes of that name skip the
// draft layers on loading (_keys_to_ignore_on_load_unexpected: "^mtp.*"): they are not written
// back. https://github.com/huggingface/transformers models/qwen3_5/modeling_qwen3_5.py
bool keeps_draft_layers(const Config& whole) {
  return !whole.text({"model_type"}).ends_with("_text");
}

struct Scales {
  Count scales;
  Count shapes;
};

// Hubs count packed 32-bit words as the numbers packed in them, and the two integers of a shape
// likewise: https://github.com/huggingface/huggingface_hub, parse_safetensors_file_metadata;
// `store` has counted them so among the scales.
Scales count_scales(const ModelLayout& model, const Recipe& recipe) {
  constexpr std::uint64_t word_bits = 32;
  const auto* grouped = std::get_if<GroupedRecipe>(&recipe);
  const bool shapes = grouped != nullptr && grouped->shape_tensor && grouped->bits != 0;
  Scales counts;
  for (const StoredTensor& stored : store(model.inventory, model.architecture, recipe).tensors) {
    counts.scales += Count{stored.scale_elements};
    if (shapes && stored.scale_elements != 0) {
      counts.shapes +=
          Count{linear_layer(*stored.tensor).modules} * (2 * (word_bits / grouped->bits));
    }
  }
  counts.scales = counts.scales - counts.shapes;
  return counts;
}

std::uint64_t blocks_of(std::uint64_t rows, std::uint64_t block) {
  return rows / block + (rows % block != 0 ? 1 : 0);
}

// MiMo V2 keeps q, k and v as one matrix of as many shards as num_key_value_heads says, each
// quantised by itself: a shard that is no whole number of blocks has a block row more.
// https://github.com/vllm-project/vllm/pull/57508
Count count_scale_padding(const ModelLayout& model, const Config& text, const Recipe& recipe) {
  const auto* fp8 = std::get_if<Fp8Recipe>(&recipe);
  const std::uint64_t shards = text.whole_or({"num_key_value_heads"}, 0);
  Count padding;
  if (model.architecture.model_type != "mimo_v2_flash" || fp8 == nullptr ||
      fp8->scale != Fp8Recipe::Scale::block || fp8->block_rows == 0 || fp8->block_columns == 0 ||
      shards == 0) {
    return padding;
  }
  const std::uint64_t columns = blocks_of(model.architecture.hidden_size, fp8->block_columns);
  for (const Layer& layer : model.architecture.layers) {
    if (const auto* attention = std::get_if<GroupedAttention>(&layer.mixer)) {
      const std::uint64_t query = attention->heads * attention->key_length;
      const std::uint64_t key = attention->kv_heads * attention->key_length;
      const std::uint64_t value = attention->kv_heads * attention->value_length;
      const Count apart{blocks_of(query, fp8->block_rows) + blocks_of(key, fp8->block_rows) +
                        blocks_of(value, fp8->block_rows)};
      const Count sharded =
          Count{blocks_of((query + key + value) / shards, fp8->block_rows)} * shards;
      if (apart < sharded) {
        padding += (sharded - apart) * columns;
      }
    }
  }
  return padding;
}

// Whether the config was written by a transformers older than that.
bool written_before(const Config& config, unsigned major, unsigned minor) {
  const std::string_view version = config.text({"transformers_version"});
  const char* end = version.data() + version.size();
  unsigned written_major = 0;
  unsigned written_minor = 0;
  const auto first = std::from_chars(version.data(), end, written_major);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '.' ||
      std::from_chars(first.ptr + 1, end, written_minor).ec != std::errc{}) {
    return false;
  }
  return written_major < major || (written_major == major && written_minor < minor);
}

// One frequency for every two numbers of a head that turn.
Count count_rotary_buffers(const Architecture& architecture, const Config& whole) {
  Count half_heads;
  std::uint64_t first_head = 0;
  for (const Layer& layer : architecture.layers) {
    if (const auto* attention = std::get_if<GroupedAttention>(&layer.mixer)) {
      half_heads += Count{attention->key_length / 2};
      first_head = first_head != 0 ? first_head : attention->key_length;
    }
  }
  // Every layer its own; not stored any more since transformers 4.32:
  // https://github.com/huggingface/transformers/pull/24998
  if (architecture.model_type == "llama" && written_before(whole, 4, 32)) {
    return half_heads;
  }
  // Likewise, in 32 bits among 16-bit weights: a total of bytes over two counts each as two.
  // https://huggingface.co/FreedomIntelligence/openPangu-Embedded-7B model.safetensors.index.json
  if (architecture.model_type == "PanguEmbedded") {
    return half_heads * 2;
  }
  // One for the model, over half a head.
  // https://huggingface.co/THUDM/chatglm2-6b modeling_chatglm.py, pytorch_model.bin.index.json
  if (architecture.model_type == "chatglm") {
    return Count{first_head / 4};
  }
  return {};
}

}  // namespace

std::vector<StoredComponent> stored_components(const ModelLayout& model, const Config& whole) {
  const Inventory& inventory = model.inventory;
  const Architecture& architecture = model.architecture;
  std::vector<StoredComponent> components;
  const auto add = [&](const StoredComponent& component) {
    if (component.elements != 0 || component.kind == ComponentKind::language) {
      components.push_back(component);
    }
  };
  const auto certain = [&](ComponentKind kind, Count count) {
    add({.kind = kind, .elements = count.count()});
  };
  const auto uncertain = [&](ComponentKind kind, Count count) {
    add({.kind = kind, .elements = count.count(), .certain = false});
  };
  const auto left_out = [&](ComponentKind kind, Count count) {
    add({.kind = kind, .elements = count.count(), .certain = false, .left_out = true});
  };
  certain(ComponentKind::language, Count{inventory.elements(TensorPart::language)});
  add({.kind = ComponentKind::mtp,
       .elements = inventory.elements(TensorPart::mtp),
       .certain = keeps_draft_layers(whole)});
  certain(ComponentKind::vision, Count{inventory.elements(TensorPart::vision)});
  certain(ComponentKind::audio, Count{inventory.elements(TensorPart::audio)});
  if (model.published) {
    const Scales scales = count_scales(model, *model.published);
    certain(ComponentKind::scales, scales.scales);
    uncertain(ComponentKind::scale_padding,
              count_scale_padding(model, language_part(whole), *model.published));
    certain(ComponentKind::shape_tensors, scales.shapes);
  }
  if (architecture.tied_embeddings) {
    uncertain(ComponentKind::tied_head, Count{architecture.vocabulary} * architecture.hidden_size);
  }
  uncertain(ComponentKind::rotary_buffers, count_rotary_buffers(architecture, whole));
  left_out(ComponentKind::router_biases, elements_named(inventory, ".exp_probs_b.bias"));
  left_out(ComponentKind::layer_scalars, elements_named(inventory, ".layer_output_scale.weight"));
  return components;
}

std::optional<std::vector<StoredComponent>> explain_total(
    const std::vector<StoredComponent>& components, std::uint64_t total) {
  constexpr std::ptrdiff_t most_uncertain = 16;  // every choice is tried
  const auto uncertain =
      std::count_if(components.begin(), components.end(),
                    [](const StoredComponent& component) { return !component.certain; });
  std::optional<std::vector<StoredComponent>> best;
  if (uncertain > most_uncertain) {
    return best;
  }
  const std::uint64_t choices = std::uint64_t{1} << uncertain;
  for (std::uint64_t choice = 0; choice < choices; ++choice) {
    std::vector<StoredComponent> chosen;
    Count held;
    Count expected{total};
    for (std::size_t i = 0, bit = 0; i < components.size(); ++i) {
      if (!components[i].certain && ((choice >> bit++) & 1U) == 0) {
        continue;
      }
      Count& side = components[i].left_out ? expected : held;
      side += Count{components[i].elements};
      chosen.push_back(components[i]);
    }
    if (held == expected && (!best || chosen.size() < best->size())) {
      best = std::move(chosen);
    }
  }
  return best;
}

}  // namespace vramcalc::model
