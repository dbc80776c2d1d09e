// Runs the target once for every file named, as libFuzzer would with a corpus.
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "fuzz/fuzz.h"

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream file{argv[i], std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>{file}, {}};
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
  }
  std::cout << argc - 1 << " inputs replayed\n";
  return argc > 1 ? 0 : 1;
}
