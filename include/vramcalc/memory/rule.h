// The rule of thumb: parameters × bytes per parameter × overhead.
//
// What it counts: the weights, and on top a reserve for inputs, outputs, caches and intermediate
// results as one share of them. What it does not: context, batch, engine, architecture. It needs
// nothing but a size, so it answers when nothing else is known.
#pragma once

#include <cstdint>

#include <vramcalc/core/ratio.h>
#include <vramcalc/memory/estimate.h>
#include <vramcalc/model/precision.h>

namespace vramcalc::memory {

/// 1.3: a reserve of 10-30 % and intermediate results of 10-20 % of the weights.
inline constexpr Ratio default_overhead{13, 10};

/// The overheads of the interval around `overhead`: 1 + (o - 1) · 2/3 and 1 + (o - 1) · 5/3, which
/// at 1.3 are 1.2 (10 % + 10 %) and 1.5 (30 % + 20 %).
[[nodiscard]] Ratio low_overhead(Ratio overhead);
[[nodiscard]] Ratio high_overhead(Ratio overhead);

/// Caches, inputs, outputs and intermediate results as a share of the weights.
/// `overhead` is at least 1 and at most 10, else Error(usage).
[[nodiscard]] LineItem reserve_item(Bytes weights, Ratio overhead);

/// Likewise for `overhead`.
[[nodiscard]] Estimate estimate_by_rule(std::uint64_t parameters, const model::Precision& precision,
                                        Ratio overhead = default_overhead);

}  // namespace vramcalc::memory
