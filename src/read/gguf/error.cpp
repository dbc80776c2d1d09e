#include "read/gguf/error.h"

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

namespace vramcalc::read {

void fail_gguf(const FileSource& file, MessageId message, Fields fields,
               std::optional<MessageId> hint) {
  fields.emplace_back("file", file.name());
  throw Error(ErrorKind::bad_input, {message, std::move(fields)},
              hint ? std::optional{Text{*hint, {}}} : std::nullopt);
}

std::string shown(std::string_view text) {
  return printable(text, 80);
}

}  // namespace vramcalc::read
