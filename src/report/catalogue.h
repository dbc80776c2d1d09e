// The answers of `gpus`, `models` and `precisions`.
#pragma once

#include <span>

#include <vramcalc/hardware/gpu.h>
#include <vramcalc/model/model.h>
#include <vramcalc/model/precision.h>

#include "report/document.h"
#include "report/json.h"

namespace vramcalc::report {

[[nodiscard]] Document document(std::span<const hardware::Gpu> gpus, ByteUnit unit);
[[nodiscard]] Json json(std::span<const hardware::Gpu> gpus);

/// One card with every figure and its source.
[[nodiscard]] Document sheet(const hardware::Gpu& gpu);

[[nodiscard]] Document document(std::span<const model::CatalogueModel> models);
[[nodiscard]] Json json(std::span<const model::CatalogueModel> models);
[[nodiscard]] Document sheet(const model::CatalogueModel& entry);

[[nodiscard]] Document document(std::span<const model::Precision> precisions);
[[nodiscard]] Json json(std::span<const model::Precision> precisions);

}  // namespace vramcalc::report
