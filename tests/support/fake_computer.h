// A folder that looks like a computer: its /proc, /sys, programs and NVML.
#pragma once

#include <cstdint>
#include <string>

#include <vramcalc/read/local_machine.h>

#include "cli/environment.h"
#include "support/files.h"

namespace vramcalc::test {

class FakeComputer {
 public:
  FakeComputer();
  ~FakeComputer();
  FakeComputer(const FakeComputer&) = delete;
  FakeComputer& operator=(const FakeComputer&) = delete;

  /// A file, its folders made.
  void write(const std::string& path, const std::string& content) const;

  /// `script`: what a shell runs.
  void nvidia_smi(const std::string& script) const;

  /// As the amdgpu driver describes a card; `number` is that of its folder.
  void amdgpu(int number, const std::string& device, const std::string& revision,
              std::uint64_t total, std::uint64_t used) const;

  /// KiB, as in /proc/meminfo.
  void memory(std::uint64_t total, std::uint64_t available) const;

  /// The lines that the library in the shape of NVML answers by.
  void nvml(const std::string& lines);

  [[nodiscard]] read::LocalSources sources() const;
  [[nodiscard]] cli::Environment environment() const;

 private:
  TemporaryFile anchor_;
  bool has_nvml_ = false;
};

}  // namespace vramcalc::test
