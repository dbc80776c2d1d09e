// Functions and structures as the NVML API Reference Guide describes them:
// https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceQueries.html,
// https://docs.nvidia.com/deploy/nvml-api/structnvmlMemory__t.html,
// https://docs.nvidia.com/deploy/nvml-api/structnvmlMemory__v2__t.html
#include "read/local/nvml.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>

#include <vramcalc/core/spelling.h>

#include "read/local/limits.h"

namespace vramcalc::read::local {
namespace {

const std::string source = "NVML";

using Device = void*;
constexpr int success = 0;

struct MemoryV1 {
  unsigned long long total = 0;
  unsigned long long free = 0;
  unsigned long long used = 0;  // what the driver reserves included
};

struct MemoryV2 {
  unsigned int version = 0;
  unsigned long long total = 0;
  unsigned long long reserved = 0;  // by driver and firmware
  unsigned long long free = 0;
  unsigned long long used = 0;  // with or without the reserved part, by the driver's age
};

// A structure's size and version in one number, as nvml.h has it for all that have a version.
constexpr unsigned int memory_version_2 = sizeof(MemoryV2) | (2U << 24U);

class Library {
 public:
  explicit Library(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      if (handle_ == nullptr) {
        handle_ = dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL);
      }
    }
  }
  ~Library() {
    if (handle_ != nullptr) {
      dlclose(handle_);
    }
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  [[nodiscard]] bool is_there() const { return handle_ != nullptr; }

  /// Null where the library has no such function.
  template <typename Function>
  [[nodiscard]] Function* function(const char* name) const {
    return reinterpret_cast<Function*>(dlsym(handle_, name));
  }

 private:
  void* handle_ = nullptr;
};

struct Functions {
  int (*init)() = nullptr;
  int (*shutdown)() = nullptr;
  int (*count)(unsigned int*) = nullptr;
  int (*handle)(unsigned int, Device*) = nullptr;
  int (*name)(Device, char*, unsigned int) = nullptr;
  int (*uuid)(Device, char*, unsigned int) = nullptr;
  int (*memory)(Device, MemoryV1*) = nullptr;
  int (*memory_v2)(Device, MemoryV2*) = nullptr;
  const char* (*error)(int) = nullptr;

  explicit Functions(const Library& library)
      : init(library.function<int()>("nvmlInit_v2")),
        shutdown(library.function<int()>("nvmlShutdown")),
        count(library.function<int(unsigned int*)>("nvmlDeviceGetCount_v2")),
        handle(library.function<int(unsigned int, Device*)>("nvmlDeviceGetHandleByIndex_v2")),
        name(library.function<int(Device, char*, unsigned int)>("nvmlDeviceGetName")),
        uuid(library.function<int(Device, char*, unsigned int)>("nvmlDeviceGetUUID")),
        memory(library.function<int(Device, MemoryV1*)>("nvmlDeviceGetMemoryInfo")),
        memory_v2(library.function<int(Device, MemoryV2*)>("nvmlDeviceGetMemoryInfo_v2")),
        error(library.function<const char*(int)>("nvmlErrorString")) {}

  [[nodiscard]] bool suffice() const {
    return init != nullptr && shutdown != nullptr && count != nullptr && handle != nullptr &&
           name != nullptr && memory != nullptr;
  }

  [[nodiscard]] std::string text_of(int code) const {
    const char* text = error == nullptr ? nullptr : error(code);
    return text == nullptr ? std::to_string(code) : printable(text);
  }
};

class Session {
 public:
  explicit Session(const Functions& nvml) : nvml_(&nvml), code_(nvml.init()) {}
  ~Session() {
    if (code_ == success) {
      nvml_->shutdown();
    }
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] int code() const { return code_; }

 private:
  const Functions* nvml_;
  int code_;
};

using Read = int (*)(Device, char*, unsigned int);

std::string text_from(Read read, Device device) {
  std::array<char, longest_name> buffer{};
  if (read == nullptr ||
      read(device, buffer.data(), static_cast<unsigned int>(buffer.size())) != success) {
    return {};
  }
  const auto end = std::find(buffer.begin(), buffer.end(), '\0');
  return printable({buffer.data(), static_cast<std::size_t>(end - buffer.begin())}, longest_name);
}

struct Reading {
  int code = success;
  unsigned long long total = 0;
  unsigned long long not_ours = 0;  // free, or kept by the driver
};

Reading read_memory(const Functions& nvml, Device device) {
  MemoryV2 by_part;
  by_part.version = memory_version_2;
  if (nvml.memory_v2 != nullptr && nvml.memory_v2(device, &by_part) == success) {
    return {success, by_part.total, by_part.free + std::min(by_part.reserved, ~by_part.free)};
  }
  MemoryV1 memory;
  const int code = nvml.memory(device, &memory);
  return {code, memory.total, memory.free};
}

void set_memory(LocalCard& card, const Reading& reading) {
  const Bytes total{reading.total};
  if (reading.code == success && total > Bytes{} && total <= most_memory) {
    card.memory = total;
    card.in_use = Bytes{reading.total - std::min(reading.total, reading.not_ours)};
  }
}

void add_card(FoundCards& found, const Functions& nvml, unsigned int index) {
  Device device = nullptr;
  if (const int code = nvml.handle(index, &device); code != success) {
    found.failures.push_back(failure(source, nvml.text_of(code)));
    return;
  }
  LocalCard card;
  card.vendor = hardware::Vendor::nvidia;
  card.name = text_from(nvml.name, device);
  card.uuid = text_from(nvml.uuid, device);
  const Reading reading = read_memory(nvml, device);
  set_memory(card, reading);
  if (card.name.empty() && !card.memory) {
    found.failures.push_back(failure(source, nvml.text_of(reading.code)));
    return;
  }
  found.cards.push_back(std::move(card));
}

}  // namespace

FoundCards nvml_cards(const std::vector<std::string>& libraries) {
  FoundCards found;
  const Library library{libraries};
  found.is_there = library.is_there();
  if (!found.is_there) {
    return found;
  }
  const Functions nvml{library};
  if (!nvml.suffice()) {
    found.failures.push_back(failure(source, "nvmlInit_v2"));
    return found;
  }
  const Session session{nvml};
  unsigned int count = 0;
  const int code = session.code() == success ? nvml.count(&count) : session.code();
  if (code != success) {
    found.failures.push_back(failure(source, nvml.text_of(code)));
    return found;
  }
  for (unsigned int index = 0; index < std::min<std::size_t>(count, most_cards); ++index) {
    add_card(found, nvml, index);
  }
  return found;
}

}  // namespace vramcalc::read::local
