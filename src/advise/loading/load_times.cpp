#include "advise/loading/load_times.h"

namespace vramcalc::advise {
namespace {

double seconds(Bytes bytes, Bytes per_second) {
  return static_cast<double>(bytes.count()) / static_cast<double>(per_second.count());
}

}  // namespace

LoadTimes::LoadTimes(const LoadRequest& request)
    : disk_(seconds(request.file, request.disk_per_second)),
      parts_(static_cast<double>(
          traits_of(request.loader, request.file, request.shard, request.workers).parts)) {
  for (const GpuLoad& gpu : request.gpus) {
    if (!gpu.link) {
      continue;
    }
    const double own = seconds(gpu.weights, hardware::nominal_rate(*gpu.link));
    if (last_filled_ == nullptr || own > link_) {
      link_ = own;
      last_filled_ = &gpu;
    }
  }
}

std::optional<Bytes> LoadTimes::link_per_second() const {
  return last_filled_ == nullptr ? std::nullopt
                                 : std::optional{hardware::nominal_rate(*last_filled_->link)};
}

}  // namespace vramcalc::advise
