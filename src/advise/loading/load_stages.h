// The stages of a load without the sentences about them, for asking "what if".
#pragma once

#include <vramcalc/advise/load_timeline.h>

namespace vramcalc::advise {

[[nodiscard]] LoadTimeline stages_of(const LoadRequest& request);

/// Of main memory; what is not known fits.
[[nodiscard]] Verdict verdict_of(const LoadTimeline& timeline, LoadStage stage);
[[nodiscard]] Verdict worst_verdict(const LoadTimeline& timeline);

/// Pages of the file that main memory does not have to hold.
[[nodiscard]] Bytes mapped_pages(const LoadTimeline& timeline);
/// Whether a mapped file has pages for which there is no room, so that they are dropped again.
[[nodiscard]] bool drops_pages(const LoadTimeline& timeline);

/// Whether a GPU shares the main memory.
[[nodiscard]] bool is_one_memory(const LoadRequest& request);

}  // namespace vramcalc::advise
