// What goes wrong while a model loads, and what a reader can change about it.
#pragma once

#include <vector>

#include <vramcalc/advise/load_timeline.h>

namespace vramcalc::advise {

/// `timeline`: the stages of the request.
[[nodiscard]] std::vector<Text> load_warnings(const LoadTimeline& timeline,
                                              const LoadRequest& request);
[[nodiscard]] std::vector<Text> load_advice(const LoadTimeline& timeline,
                                            const LoadRequest& request);

}  // namespace vramcalc::advise
