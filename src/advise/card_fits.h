// Fits of whatever loads cards: one model, or several at once.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <vramcalc/advise/fit.h>

namespace vramcalc::advise {

struct LoadedCard {
  Bytes holds;   // expected
  Bytes driver;  // beside it
  Bytes usable;  // without the driver's part and what is reserved
  Verdict verdict = Verdict::fits;
};

struct LoadedRig {
  std::vector<LoadedCard> cards;  // in the rig's order
  Bytes host;                     // main memory, at the least
  Bytes weights;                  // of the largest model
};

/// Throws Error(unsupported) for cards over which an engine cannot spread its model.
using LoadOn = std::function<LoadedRig(const hardware::Rig&)>;

[[nodiscard]] Fit fit_on(const LoadOn& load_on, const hardware::RigCards& cards);

/// The fewest from `first` on, up to `most`, that hold it; numbers that an engine refuses are left
/// out.
[[nodiscard]] std::optional<Fit> fewest_cards(const LoadOn& load_on,
                                              const hardware::RigCards& first, std::uint64_t most);

/// As fit_rows() has them. `fewest`: no number below it can hold it; nothing: none can.
[[nodiscard]] std::vector<Fit> fit_rows(const LoadOn& load_on, const hardware::RigCards& named,
                                        std::optional<std::uint64_t> fewest);

[[nodiscard]] std::vector<DeviceFit> fit_devices(const LoadedRig& loaded, const hardware::Rig& rig);

}  // namespace vramcalc::advise
