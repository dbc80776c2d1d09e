// A GGUF file from memory: whatever it holds, it is answered or refused.
#include <string_view>
#include <vramcalc/core/error.h>
#include <vramcalc/model/precision.h>

#include "fuzz/check.h"
#include "fuzz/fuzz.h"
#include "read/gguf/gguf.h"

namespace {

using namespace vramcalc;

void check_tensors(const model::Checkpoint& checkpoint) {
  const model::Inventory& inventory = checkpoint.model.layout->inventory;
  Bytes data;
  for (const model::Tensor& tensor : inventory.tensors()) {
    data += model::bytes_of(tensor);
  }
  fuzz::check(checkpoint.header_bytes + data <= checkpoint.file_bytes, "the data is in the file");
  fuzz::check(checkpoint.model.parameters == inventory.elements(model::TensorPart::language),
              "parameters are elements");
  fuzz::check(checkpoint.model.active_parameters.value_or(0) <= checkpoint.model.parameters,
              "no more are active than there are");
}

void check_texts(const model::Checkpoint& checkpoint) {
  const model::Model& model = checkpoint.model;
  for (const std::string& text : {model.name, model.architecture.value_or(""), checkpoint.file_type,
                                  checkpoint.format_version}) {
    fuzz::check(fuzz::is_printable(text, false) && fuzz::is_utf8(text), "a text is printable");
  }
  for (const model::MetadataEntry& entry : checkpoint.metadata) {
    fuzz::check(!entry.key.empty() && !entry.type.empty(), "an entry has a key and a type");
    fuzz::check(entry.value.size() < 300, "a value is kept by its beginning");
  }
  for (const Text& warning : checkpoint.warnings) {
    fuzz::check(fuzz::is_printable(render(warning), false), "a warning is printable");
  }
  (void)model::find_precision(model.native_precision);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  try {
    const model::Checkpoint checkpoint = read::read_gguf(read::FileSource{bytes, "fuzz.gguf"});
    check_tensors(checkpoint);
    check_texts(checkpoint);
  } catch (const Error& error) {
    fuzz::check_error(error, "fuzz.gguf");
  }
  return 0;
}
