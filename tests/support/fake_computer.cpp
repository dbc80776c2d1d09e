#include "support/fake_computer.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "cli/local_cards.h"

namespace vramcalc::test {
namespace {

namespace fs = std::filesystem;

// libdrm's file has these lines among others.
const std::string amdgpu_ids =
    "# List of AMDGPU IDs\n"
    "1.0.0\n"
    "1586,\tC1,\tAMD Radeon 8060S Graphics\n"
    "164E,\tC1,\tAMD Radeon Graphics\n"
    "744C,\tC8,\tAMD Radeon RX 7900 XTX\n"
    "744C,\tCC,\tAMD Radeon RX 7900 XT\n"
    "74A1,\t00,\tAMD Instinct MI300X\n";

}  // namespace

FakeComputer::FakeComputer() : anchor_{"", "anchor"} {
  write("usr/share/libdrm/amdgpu.ids", amdgpu_ids);
}

FakeComputer::~FakeComputer() {
  unsetenv("FAKE_NVML");
}

void FakeComputer::write(const std::string& path, const std::string& content) const {
  const fs::path whole = fs::path{anchor_.folder()} / path;
  fs::create_directories(whole.parent_path());
  std::ofstream{whole, std::ios::binary} << content;
}

void FakeComputer::nvidia_smi(const std::string& script) const {
  write("bin/nvidia-smi", "#!/bin/sh\n" + script);
  fs::permissions(fs::path{anchor_.folder()} / "bin/nvidia-smi", fs::perms::owner_all);
}

void FakeComputer::amdgpu(int number, const std::string& device, const std::string& revision,
                          std::uint64_t total, std::uint64_t used) const {
  const std::string folder = "sys/class/drm/card" + std::to_string(number) + "/device/";
  write(folder + "vendor", "0x1002\n");
  write(folder + "device", device + "\n");
  write(folder + "revision", revision + "\n");
  write(folder + "mem_info_vram_total", std::to_string(total) + "\n");
  write(folder + "mem_info_vram_used", std::to_string(used) + "\n");
}

void FakeComputer::memory(std::uint64_t total, std::uint64_t available) const {
  write("proc/meminfo", "MemTotal:       " + std::to_string(total) + " kB\nMemFree:  17 kB\n" +
                            "MemAvailable:   " + std::to_string(available) + " kB\n");
}

void FakeComputer::nvml(const std::string& lines) {
  write("nvml", lines);
  setenv("FAKE_NVML", (anchor_.folder() + "/nvml").c_str(), 1);
  has_nvml_ = true;
}

read::LocalSources FakeComputer::sources() const {
  return cli::local_sources(environment());
}

cli::Environment FakeComputer::environment() const {
  cli::Environment environment;
  environment.variables["VRAMCALC_SYSTEM_ROOT"] = anchor_.folder();
  environment.variables["PATH"] = "relative:" + anchor_.folder() + "/bin";
  if (has_nvml_) {
    environment.variables["VRAMCALC_NVML_LIBRARY"] = VRAMCALC_FAKE_NVML;
  }
  return environment;
}

}  // namespace vramcalc::test
