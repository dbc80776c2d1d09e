#include "model/towers/towers.h"

#include <algorithm>
#include <array>
#include <optional>

#include "model/towers/families.h"

namespace vramcalc::model {
namespace {

struct TowerRow {
  std::string_view model_type;  // of the whole config: it decides the projector too
  bool (*add)(Layout& layout, const Config& tower);
  /// The publisher's class builds the tower with its defaults where the config does not say.
  bool assumed = false;
};

// In the order of the alphabet.
constexpr std::array vision_rows{
    TowerRow{"gemma3", add_gemma3_vision},
    TowerRow{"gemma4", add_gemma4_vision},
    TowerRow{"glm46v", add_glm4v_vision},
    TowerRow{"glm4v", add_glm4v_vision},
    TowerRow{"glm4v_moe", add_glm4v_vision},
    TowerRow{"internvl", add_internvl_vision},
    TowerRow{"internvl_chat", add_internvl_vision},
    TowerRow{"kimi_k25", add_kimi_k25_vision},
    TowerRow{"kimi_k3", add_kimi_k25_vision},
    TowerRow{"kimi_vl", add_kimi_vl_vision},
    TowerRow{"llama4", add_llama4_vision, true},
    TowerRow{"llava", add_llava_vision},
    TowerRow{"llava_next", add_llava_vision},
    TowerRow{"llava_onevision", add_llava_vision},
    TowerRow{"minimax_m3_vl", add_minimax_m3_vision},
    TowerRow{"ministral3", add_mistral3_vision},
    TowerRow{"mistral3", add_mistral3_vision},
    TowerRow{"paligemma", add_paligemma_vision},
    TowerRow{"qwen2_5_vl", add_qwen25_vision},
    TowerRow{"qwen2_vl", add_qwen2_vision},
    TowerRow{"qwen3_5", add_qwen3_vision},
    TowerRow{"qwen3_5_moe", add_qwen3_vision},
    TowerRow{"qwen3_vl", add_qwen3_vision},
    TowerRow{"qwen3_vl_moe", add_qwen3_vision},
};

constexpr std::array audio_rows{
    TowerRow{"gemma4", add_gemma4_audio},
    TowerRow{"qwen2_audio", add_qwen2_audio},
};

// How other families say that they have a tower.
constexpr std::array<std::string_view, 7> other_tower_keys{
    "mm_vision_tower", "vision_tower", "visual",        "img_processor",
    "vit_config",      "embd_layer",   "thinker_config"};

template <typename Rows>
bool add_described(Layout& layout, const Rows& rows, std::string_view key) {
  const Config& whole = layout.whole_config();
  const std::string_view type = whole.text({"model_type"});
  const auto* row = std::find_if(rows.begin(), rows.end(),
                                 [&](const TowerRow& each) { return each.model_type == type; });
  const std::optional<Config> described = whole.part({key});
  if (row == rows.end()) {
    return !described;
  }
  if (described) {
    return row->add(layout, *described);
  }
  const ConfigValue defaults{ConfigObject{}};
  return !row->assumed || row->add(layout, Config{defaults, whole.file()});
}

}  // namespace

bool add_towers(Layout& layout) {
  const bool vision = add_described(layout, vision_rows, "vision_config");
  const bool audio = add_described(layout, audio_rows, "audio_config");
  const Config& whole = layout.whole_config();
  return vision && audio &&
         std::none_of(other_tower_keys.begin(), other_tower_keys.end(),
                      [&](std::string_view key) { return whole.has(key); });
}

}  // namespace vramcalc::model
