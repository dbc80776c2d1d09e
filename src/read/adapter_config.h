// adapter_config.json: a low-rank adapter and the model that it belongs to.
// https://huggingface.co/docs/peft/developer_guides/checkpoint
#pragma once

#include <vramcalc/model/checkpoint.h>
#include <vramcalc/model/config.h>

namespace vramcalc::read {

/// Whether a config is one of an adapter: it has a peft_type.
[[nodiscard]] bool is_adapter_config(const model::Config& config);

/// Throws Error(bad_input) for figures that are missing or make no sense, Error(unsupported) for a
/// method without a rank.
[[nodiscard]] model::Adapter read_adapter_config(const model::Config& config);

}  // namespace vramcalc::read
