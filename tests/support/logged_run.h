// A small model, and what a log says of a run of it.
#pragma once

#include <string>
#include <vector>

#include <vramcalc/advise/logged_run.h>
#include <vramcalc/core/assumption.h>
#include <vramcalc/memory/estimate.h>
#include <vramcalc/model/model.h>

namespace vramcalc::test {

/// Two layers of a Llama in bf16; `more` stands behind the config's last field.
[[nodiscard]] model::Model small_model(const std::string& more = "");

[[nodiscard]] advise::LoggedRun run_of(const memory::EngineLog& log);

[[nodiscard]] memory::LineItem line_item(memory::Component component, memory::Device device,
                                         std::uint64_t mebibytes);

/// "context=2048 block-size=16 ".
[[nodiscard]] std::string assumed(const std::vector<Assumption>& assumptions);

}  // namespace vramcalc::test
