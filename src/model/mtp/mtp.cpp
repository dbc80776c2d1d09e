#include "model/mtp/mtp.h"

#include <algorithm>
#include <array>

#include "model/mtp/draft_layer.h"
#include "model/mtp/families.h"

namespace vramcalc::model {
namespace {

enum class Body : std::uint8_t {
  last_block,         // the model's last block with attention, once more
  indexed_block,      // the last that has a sparse-attention indexer of its own
  sliding_and_dense,  // sliding attention, and an MLP where the model has experts
};

struct Family {
  std::string_view model_type;
  Body body = Body::last_block;
  bool own_embedding = false;
  bool own_head = false;
  /// One projection and its norms for all draft layers together.
  bool shared_projection = false;
  /// Draft layers that the publisher's class has without being told.
  std::uint64_t layers_unless_stated = 0;
  /// For a family that is built otherwise.
  void (*add)(Layout& layout, std::uint64_t count) = nullptr;
};

// In the order of the alphabet. Families that name such layers in their config and publish none
// (MiniMax M2 and M3) are not here.
constexpr std::array families{
    // https://github.com/vllm-project/vllm vllm/model_executor/models/deepseek_mtp.py
    Family{.model_type = "deepseek_ref", .add = add_deepseek4_draft_layers},
    Family{.model_type = "deepseek_v3", .own_embedding = true, .own_head = true},
    Family{.model_type = "deepseek_v32", .own_embedding = true, .own_head = true},
    Family{.model_type = "deepseek_v4", .add = add_deepseek4_draft_layers},
    // .../models/glm4_moe_mtp.py; the files of GLM-5 share embedding and head with the model
    Family{.model_type = "glm4_moe", .own_embedding = true, .own_head = true},
    Family{.model_type = "glm_moe_dsa", .body = Body::indexed_block},
    // .../models/mimo_mtp.py, mimo_v2_mtp.py
    Family{.model_type = "mimo"},
    Family{
        .model_type = "mimo_v2_flash", .body = Body::sliding_and_dense, .layers_unless_stated = 3},
    Family{.model_type = "nemotron_h", .add = add_nemotron_h_draft_layers},
    // .../models/qwen3_5_mtp.py, qwen3_next_mtp.py: mtp.fc and three norms
    Family{.model_type = "qwen3_5_moe_text", .shared_projection = true},
    Family{.model_type = "qwen3_5_text", .shared_projection = true},
    Family{.model_type = "qwen3_next", .shared_projection = true, .layers_unless_stated = 1},
    // .../models/step3p5_mtp.py
    Family{.model_type = "step3p5", .body = Body::sliding_and_dense, .own_head = true},
    Family{.model_type = "step3p7", .body = Body::sliding_and_dense, .own_head = true},
};

BlockKind attention_of(Body body) {
  switch (body) {
    case Body::last_block:
      return BlockKind::attention;
    case Body::indexed_block:
      return BlockKind::indexed_attention;
    case Body::sliding_and_dense:
      return BlockKind::sliding_attention;
  }
  return BlockKind::attention;
}

void add_draft_layers(Layout& layout, const Family& family, std::uint64_t count) {
  const std::uint64_t attention = block_of_kind(layout, attention_of(family.body));
  const std::uint64_t feed_forward =
      family.body == Body::sliding_and_dense ? block_of_kind(layout, BlockKind::dense) : attention;
  const bool own_embedding =
      family.own_embedding || layout.config().flag({"mtp_use_dedicated_embeddings"});
  const std::uint64_t first = layout.architecture().layers.size();
  for (std::uint64_t i = 0; i < count; ++i) {
    DraftLayer layer{layout, first + i};
    layer.block(attention, feed_forward);
    if (i != 0 && family.shared_projection) {
      continue;
    }
    layer.projection();
    layer.head_norm();
    if (own_embedding) {
      layer.own_embedding();
    }
    if (family.own_head) {
      layer.own_head();
    }
  }
}

}  // namespace

void add_mtp_layers(Layout& layout, std::string_view model_type) {
  const auto* family = std::find_if(families.begin(), families.end(), [&](const Family& each) {
    return each.model_type == model_type;
  });
  if (family == families.end() || layout.architecture().layers.empty()) {
    return;
  }
  const std::uint64_t count =
      layout.config()
          .whole({"num_nextn_predict_layers", "mtp_num_hidden_layers"}, most_draft_layers)
          .value_or(family->layers_unless_stated);
  if (family->add != nullptr) {
    family->add(layout, count);
  } else {
    add_draft_layers(layout, *family, count);
  }
}

}  // namespace vramcalc::model
