// The intervals of llama.cpp's totals beside what it plans and what real runs print, in MiB of a
// GPU or of all GPUs of a run.
#pragma once

#include "accuracy/coverage.h"
#include "accuracy/llama_cpp_compute.h"

namespace vramcalc::accuracy {

/// Every GPU of every plan of a kind.
[[nodiscard]] ComparedFigures plan_intervals(PlanKind kind);

/// Of the runs whose weights are where the log's settings put them, without CUDA contexts.
[[nodiscard]] ComparedFigures log_intervals();

}  // namespace vramcalc::accuracy
