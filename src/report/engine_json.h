// What an engine was asked to do and how it was set, as JSON.
#pragma once

#include <vramcalc/advise/answer.h>

#include "report/json.h"

namespace vramcalc::report {

/// Contexts and types of the cache are null where the rule of thumb answered: it does not ask.
[[nodiscard]] Json workload_json(const advise::EstimateAnswer& answer);

/// The settings of the engine by the names of its options; null without an engine.
[[nodiscard]] Json engine_options_json(const advise::EstimateAnswer& answer);
[[nodiscard]] Json engine_options_json(const memory::Engine& engine);

/// kv_capacity_tokens and its bounds, max_concurrency: null where nothing is allocated ahead.
[[nodiscard]] Json capacity_json(const std::optional<memory::CacheCapacity>& capacity);

/// One engine of `estimate --engine all`.
[[nodiscard]] Json engine_summary_json(const advise::EstimateAnswer& answer);

/// Every named card, and main memory where its size was named.
[[nodiscard]] Json devices_json(const std::vector<advise::DeviceFit>& devices,
                                const std::optional<advise::HostFit>& host);
/// Likewise with the model, the method, the workload and the engine's options; null what the rule
/// of thumb does not tell.
[[nodiscard]] Json answer_summary_json(const advise::EstimateAnswer& answer);
[[nodiscard]] Json room_json(const advise::Room& room);

}  // namespace vramcalc::report
