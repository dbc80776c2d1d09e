// How long reading and copying take, alone and together.
#pragma once

#include <algorithm>

#include <vramcalc/advise/load_timeline.h>

namespace vramcalc::advise {

/// Parts of equal size go through two machines, each part through the first before the second:
/// all are through after the slower one's time and the faster one's for a single part. With one
/// part the two times add up.
class LoadTimes {
 public:
  explicit LoadTimes(const LoadRequest& request);

  [[nodiscard]] double total() const {
    return std::max(disk_, link_) + std::min(disk_, link_) / parts_;
  }
  /// Until the last part is read, which waits where copying is slower.
  [[nodiscard]] double reading() const { return total() - link_ / parts_; }
  [[nodiscard]] double copying_starts() const { return disk_ / parts_; }
  [[nodiscard]] bool overlaps() const { return parts_ > 1; }
  [[nodiscard]] Bottleneck slower() const {
    return link_ > disk_ ? Bottleneck::link : Bottleneck::disk;
  }
  /// The GPU that takes longest to fill; nothing where none has a link.
  [[nodiscard]] const GpuLoad* last_filled() const { return last_filled_; }
  [[nodiscard]] std::optional<Bytes> link_per_second() const;

 private:
  double disk_ = 0;  // seconds, each alone
  double link_ = 0;
  double parts_ = 1;
  const GpuLoad* last_filled_ = nullptr;
};

}  // namespace vramcalc::advise
