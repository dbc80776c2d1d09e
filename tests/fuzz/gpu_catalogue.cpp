#include <string_view>
#include <vramcalc/core/error.h>
#include <vramcalc/read/catalogue.h>

#include "fuzz/check.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vramcalc;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    const read::GpuFile file = read::parse_gpu_catalogue(text, "fuzz.yaml");
    for (const hardware::Gpu& gpu : file.gpus) {
      fuzz::check(!gpu.id.empty(), "a card has an id");
      fuzz::check(fuzz::is_utf8(gpu.name) && fuzz::is_utf8(gpu.note), "a card's words are UTF-8");
      fuzz::check(hardware::visible_memory(gpu).bytes > Bytes{}, "a card has memory");
    }
  } catch (const Error& error) {
    fuzz::check_error(error, "fuzz.yaml");
  }
  return 0;
}
