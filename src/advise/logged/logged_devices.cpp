#include <vramcalc/advise/logged_devices.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace vramcalc::advise {
namespace {

// Buffer types are named by their backend (https://github.com/ggml-org/llama.cpp, ggml/src): a
// number behind it is the device's, words behind an underscore say how its memory is used.
bool is_host(std::string_view name) {
  constexpr std::array<std::string_view, 4> names{"Host", "BLAS", "AMX", "CPU"};
  return std::find(names.begin(), names.end(), name) != names.end() || name.starts_with("CPU_") ||
         name.ends_with("_Host");
}

struct NumberedGpu {
  std::string_view backend;
  std::uint64_t number = 0;

  [[nodiscard]] std::string name() const { return std::string{backend} + std::to_string(number); }
  friend bool operator<(const NumberedGpu& a, const NumberedGpu& b) {
    return std::tie(a.number, a.backend) < std::tie(b.number, b.backend);
  }
};

std::optional<NumberedGpu> gpu_of(std::string_view name) {
  // Metal had one device and no number before 2026; its buffers are "Metal", "MTL0", "MTL0_Mapped".
  if (name == "Metal" || name.starts_with("Metal_")) {
    return NumberedGpu{"MTL", 0};
  }
  const std::size_t digit = name.find_first_of("0123456789");
  if (is_host(name) || digit == 0 || digit == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t end = std::min(name.find_first_not_of("0123456789", digit), name.size());
  constexpr std::size_t most_digits = 3;
  const bool ends_well = end == name.size() || name[end] == '_';
  // A card of another computer is none of this one's.
  if (!ends_well || end - digit > most_digits || name.starts_with("RPC")) {
    return std::nullopt;
  }
  NumberedGpu gpu{name.substr(0, digit), 0};
  for (const char c : name.substr(digit, end - digit)) {
    gpu.number = gpu.number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return gpu;
}

}  // namespace

LoggedDevices::LoggedDevices(const memory::EngineLog& log) {
  std::vector<NumberedGpu> found;
  for (const memory::Reading& reading : log.readings) {
    if (const auto gpu = gpu_of(reading.device)) {
      found.push_back(*gpu);
    }
  }
  if (found.empty()) {
    for (const memory::LoggedGpu& named : log.gpus) {
      if (const auto gpu = gpu_of(named.device)) {
        found.push_back(*gpu);
      }
    }
  }
  std::sort(found.begin(), found.end());
  for (const NumberedGpu& gpu : found) {
    const std::string name = gpu.name();
    if (gpus_.empty() || gpus_.back() != name) {
      gpus_.push_back(name);
    }
  }
}

std::optional<memory::Device> LoggedDevices::find(std::string_view logged) const {
  if (is_host(logged)) {
    return memory::host_device;
  }
  // What GPUs that share every tensor hold each (ggml_backend_meta_buffer_type_alloc_buffer of
  // ggml/src/ggml-backend-meta.cpp): the first stands for all.
  if (logged.starts_with("Meta(") && gpus_.size() > 1) {
    return memory::Device{0};
  }
  const std::optional<NumberedGpu> gpu = gpu_of(logged);
  const auto place = gpu ? std::find(gpus_.begin(), gpus_.end(), gpu->name()) : gpus_.end();
  if (place == gpus_.end()) {
    return std::nullopt;
  }
  return memory::Device{static_cast<std::uint32_t>(place - gpus_.begin())};
}

bool is_mapped_host(std::string_view logged, const memory::EngineLog& log) {
  // Before 2025 a mapped buffer was called "CPU" like any other.
  return is_host(logged) && (logged.ends_with("_Mapped") || (log.old_names && logged == "CPU"));
}

}  // namespace vramcalc::advise
