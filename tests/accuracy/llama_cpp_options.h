// The command lines of the reference rows: "-c 8192 -np 4 -ctk q8_0 -ngl 16".
#pragma once

#include <string>

#include <vramcalc/memory/llama_cpp.h>
#include <vramcalc/memory/workload.h>

namespace vramcalc::accuracy {

struct LlamaCppCall {
  memory::Workload workload;
  memory::LlamaCpp options;
};

/// What llama.cpp's own option names mean. Throws on one that is not known.
[[nodiscard]] LlamaCppCall parse_llama_cpp_call(const std::string& text);

}  // namespace vramcalc::accuracy
