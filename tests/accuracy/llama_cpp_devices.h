// Real runs on several GPUs or partly in RAM, device by device: the logs of
// data/llama_cpp_logs.jsonl and the tables of data/llama_cpp_tables.jsonl.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vramcalc::accuracy {

/// In MiB. Nothing is measured where the source does not print it.
struct DeviceFigure {
  std::optional<double> measured;
  double estimated = 0;

  /// Both parts as one; measured where both are, or where nothing is estimated of the other.
  [[nodiscard]] DeviceFigure operator+(const DeviceFigure& other) const;
};

struct ComparedDevice {
  std::string name;  // "gpu0", "host"
  DeviceFigure weights;
  DeviceFigure cache;  // and state
  DeviceFigure compute;
  DeviceFigure used;  // that nvidia-smi shows: the driver's context too

  [[nodiscard]] DeviceFigure total() const { return weights + cache + compute; }
};

/// Why a run is not compared: the first rule that applies, never a run by itself.
enum class SharedExclusion : std::uint8_t {
  none,
  no_context,
  no_file_type,
  unfolded,
  overrides,
  unknown_card,
};

[[nodiscard]] std::string_view rule_text(SharedExclusion exclusion);

struct SharedRun {
  std::string id;
  std::string model;
  SharedExclusion exclusion = SharedExclusion::none;
  std::vector<ComparedDevice> gpus;
  ComparedDevice host;  // its compute alone is compared: weights may be a range of the file
};

/// All of them, estimated once.
[[nodiscard]] const std::vector<SharedRun>& shared_runs();

/// Relative errors of the GPUs of all runs that are compared.
struct DeviceErrors {
  std::size_t runs = 0;
  std::vector<double> weights;
  std::vector<double> cache;
  std::vector<double> compute;
  std::vector<double> host_compute;
  std::vector<double> totals;
  std::vector<double> used;
};
[[nodiscard]] DeviceErrors device_errors();

}  // namespace vramcalc::accuracy
