// From a config to layers and tensors.
#pragma once

#include <string_view>

#include <vramcalc/model/architecture.h>
#include <vramcalc/model/config.h>
#include <vramcalc/model/tensor.h>

namespace vramcalc::model {

/// What a model is made of. Multi-token-prediction layers and vision towers are tensors of their
/// own part.
struct Blueprint {
  Architecture architecture;
  Inventory inventory;
};

/// The language part of a config: text_config, language_config, llm_config, else the whole.
[[nodiscard]] Config language_part(const Config& whole);

/// The model that a config describes. `as` names a known model_type whose layout it follows,
/// instead of its own. Throws Error(unsupported) for an unknown model_type, Error(bad_input) for
/// figures that are missing or make no sense.
[[nodiscard]] Blueprint build_model(const Config& whole, std::string_view as = {});

/// Whether build_model knows that model_type.
[[nodiscard]] bool is_known_architecture(std::string_view model_type);

/// Parameters that one token passes through: all but the experts that it is not sent to.
[[nodiscard]] std::uint64_t active_parameters(const Inventory& inventory,
                                              const Architecture& architecture);

}  // namespace vramcalc::model
