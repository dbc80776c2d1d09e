// Logs of llama.cpp and its kin, of vLLM and SGLang: whatever they hold, figures within range and
// printable words.
#include <sstream>
#include <string>

#include <vramcalc/advise/logged_devices.h>
#include <vramcalc/advise/logged_model.h>
#include <vramcalc/core/error.h>
#include <vramcalc/read/engine_log.h>

#include "fuzz/check.h"
#include "fuzz/fuzz.h"

namespace {

using namespace vramcalc;

void check_words(const memory::EngineLog& log) {
  for (const std::string* word :
       {&log.engine, &log.build, &log.model.name, &log.model.file, &log.model.architecture,
        &log.model.file_type, &log.settings.cache_type_k, &log.settings.cache_type_v,
        &log.serving.dtype, &log.serving.quantization, &log.serving.cache_dtype}) {
    fuzz::check(fuzz::is_printable(*word, false) && fuzz::is_utf8(*word), "words are printable");
  }
  for (const memory::LoggedGpu& gpu : log.gpus) {
    fuzz::check(fuzz::is_printable(gpu.device + gpu.name, false), "a card's words are printable");
  }
  for (const Text& warning : log.warnings) {
    fuzz::check(fuzz::is_printable(render(warning), false), "a warning is printable");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream in{std::string{reinterpret_cast<const char*>(data), size}};
  try {
    const memory::EngineLog log = read::read_engine_log(in, "fuzz.log");
    fuzz::check(!log.readings.empty() || log.out_of_memory || log.serving.needs_more_cache,
                "a log is about memory");
    check_words(log);
    const double share = log.serving.memory_fraction.value_or(1);
    fuzz::check(share > 0 && share <= 1, "a share is one");
    const advise::LoggedDevices devices{log};
    for (const memory::Reading& reading : log.readings) {
      fuzz::check(!reading.device.empty(), "a figure has a device");
      fuzz::check(fuzz::is_printable(reading.device, false), "a device is printable");
      const auto device = devices.find(reading.device);
      fuzz::check(!device || device->is_host() || device->index < devices.gpus().size(),
                  "a device is one of those that are known");
    }
    fuzz::check(fuzz::is_printable(advise::figures_text(log.model), false),
                "figures are printable");
    static_cast<void>(advise::precision_of_file_type(log.model.file_type));
  } catch (const Error& error) {
    fuzz::check_error(error, "fuzz.log");
  }
  return 0;
}
