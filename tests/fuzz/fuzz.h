// What every fuzz target promises. libFuzzer calls it with inputs of its own making; a replay
// program, built by any compiler, with the files of corpus/.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
