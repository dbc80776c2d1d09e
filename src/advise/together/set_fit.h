// Which cards hold several models at once.
#pragma once

#include <span>
#include <vector>

#include <vramcalc/advise/fit.h>

#include "advise/together/set_load.h"

namespace vramcalc::advise {

/// Every card of a rig with what all models hold of it.
[[nodiscard]] std::vector<DeviceFit> set_devices(const SetLoad& set, const hardware::Rig& rig,
                                                 Bytes reserve);

/// What is known before a row is asked for.
struct SetRow {
  const SetLoad* on_named_rig = nullptr;  // null where none was named
  Bytes least;                            // on all cards together, however many they are
};

/// The rows of the fit table for one kind of card, as fit_rows() has them for one model.
[[nodiscard]] std::vector<Fit> set_rows(std::span<const EstimateRequest> models,
                                        const hardware::RigCards& named, const SetRow& known);

}  // namespace vramcalc::advise
