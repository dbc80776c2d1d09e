// The answer of `estimate`, and of `estimate --precision all`.
#pragma once

#include <vector>

#include <vramcalc/advise/answer.h>

#include "report/document.h"
#include "report/json.h"

namespace vramcalc::report {

struct EstimateDetails {
  ByteUnit unit = ByteUnit::gib;
  bool explain = false;  // the formula of every line, with what was put in
};

[[nodiscard]] Document document(const advise::EstimateAnswer& answer,
                                const EstimateDetails& details);
[[nodiscard]] Json json(const advise::EstimateAnswer& answer, const EstimateDetails& details = {});

/// The same question at several precisions, side by side; all of one model and the same cards.
[[nodiscard]] Document comparison_document(const std::vector<advise::EstimateAnswer>& answers,
                                           ByteUnit unit);
[[nodiscard]] Json comparison_json(const std::vector<advise::EstimateAnswer>& answers);

/// "Llama 3.1 8B · Q4_K_M · llama.cpp · 8 K × 1": what was asked.
[[nodiscard]] std::string question_text(const advise::EstimateAnswer& answer);

/// "fits on 1 × RTX 4070 12 GB"; nothing without a verdict.
[[nodiscard]] Cell verdict_on_rig(const std::optional<advise::Verdict>& verdict,
                                  const hardware::Rig& rig);

/// "llama.cpp · 8 K × 1": the engine, the context of a sequence, the sequences.
[[nodiscard]] std::string engine_text(const advise::EstimateAnswer& answer);

/// "42.0 - 52.5 GB" with the figures of one decimal width.
[[nodiscard]] std::string interval_text(const memory::Interval& interval, ByteUnit unit);

}  // namespace vramcalc::report
