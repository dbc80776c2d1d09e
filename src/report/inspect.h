// The answer of `inspect`.
#pragma once

#include <span>

#include <vramcalc/model/inspection.h>

#include "report/document.h"
#include "report/json.h"

namespace vramcalc::report {

/// What to tell beyond the summary.
struct InspectDetails {
  bool tensors = false;
  bool metadata = false;
};

/// One file, in full.
[[nodiscard]] Document document(const model::Inspection& inspection, InspectDetails details,
                                ByteUnit unit);
[[nodiscard]] Json json(const model::Inspection& inspection, InspectDetails details);

/// Several files, one a line.
[[nodiscard]] Document list_document(std::span<const model::Inspection> inspections, ByteUnit unit);
[[nodiscard]] Json list_json(std::span<const model::Inspection> inspections,
                             InspectDetails details);

}  // namespace vramcalc::report
