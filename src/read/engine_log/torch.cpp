// Errors of PyTorch's allocator, which vLLM and SGLang end with.
//
// https://github.com/pytorch/pytorch, c10/cuda/CUDACachingAllocator.cpp: "CUDA out of memory. Tried
// to allocate 146.00 MiB. GPU 0 has a total capacity of 8.00 GiB of which 0 bytes is free. ..."; up
// to 2.0 "... 146.00 MiB (GPU 0; 8.00 GiB total capacity; ...".
#include <string>

#include "read/engine_log/workers.h"

namespace vramcalc::read {
namespace {

// A traceback names the package that failed: File "/usr/lib/python3.12/site-packages/vllm/...".
void read_package(std::string_view line, LogState& state) {
  const std::optional<std::string_view> file = behind(line, "File \"");
  if (!file || !state.log.engine.empty()) {
    return;
  }
  const std::string_view path = until(*file, "\"");
  if (contains(path, "/sglang/srt/")) {
    static_cast<void>(claim(state, "sglang"));
  } else if (contains(path, "/vllm/v1/") || contains(path, "/vllm/worker/")) {
    static_cast<void>(claim(state, "vllm"));
  }
}

}  // namespace

bool read_torch_error(const LogLine& line, LogState& state) {
  read_package(line.text, state);
  const std::optional<std::string_view> rest =
      behind(line.text, " out of memory. Tried to allocate");
  if (!rest && !contains(line.text, "torch.OutOfMemoryError") &&
      !contains(line.text, "torch.cuda.OutOfMemoryError")) {
    return false;
  }
  const std::optional<PrintedSize> size = rest ? leading_size(*rest) : std::nullopt;
  if (size && !state.log.out_of_memory) {
    const auto device = behind(*rest, "GPU ");
    state.log.warnings.push_back(
        {MessageId::warning_log_allocation,
         {{"size", size->bytes},
          {"device", std::to_string(device ? leading_whole(*device).value_or(0) : 0)}}});
  }
  if (const auto total = rest ? behind(*rest, "total capacity of ") : std::nullopt) {
    note_gpu_memory(*total, state);
  }
  state.log.out_of_memory = true;
  return true;
}

}  // namespace vramcalc::read
