// One function a family of towers; each stands in the file of its name. It adds what `tower`, the
// vision_config or audio_config, describes, and returns false, adding nothing, where the config
// asks for a variant that it does not know.
#pragma once

#include "model/layout/layout.h"

namespace vramcalc::model {

[[nodiscard]] bool add_gemma3_vision(Layout& layout, const Config& tower);
[[nodiscard]] bool add_gemma4_audio(Layout& layout, const Config& tower);
[[nodiscard]] bool add_gemma4_vision(Layout& layout, const Config& tower);
[[nodiscard]] bool add_glm4v_vision(Layout& layout, const Config& tower);
[[nodiscard]] bool add_internvl_vision(Layout& layout, const Config& tower);
[[nodiscard]] bool add_kimi_k25_vision(Layout& layout, const Config& tower);
[[nodiscard]] bool add_kimi_vl_vision(Layout& layout, const Config& tower);
[[nodiscard]] bool add_llama4_vision(Layout& layout, const Config& tower);
[[nodiscard]] bool add_llava_vision(Layout& layout, const Config& tower);
[[nodiscard]] bool add_minimax_m3_vision(Layout& layout, const Config& tower);
[[nodiscard]] bool add_mistral3_vision(Layout& layout, const Config& tower);
[[nodiscard]] bool add_paligemma_vision(Layout& layout, const Config& tower);
[[nodiscard]] bool add_qwen2_audio(Layout& layout, const Config& tower);
[[nodiscard]] bool add_qwen2_vision(Layout& layout, const Config& tower);
[[nodiscard]] bool add_qwen25_vision(Layout& layout, const Config& tower);
[[nodiscard]] bool add_qwen3_vision(Layout& layout, const Config& tower);

}  // namespace vramcalc::model
