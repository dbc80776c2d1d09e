#include <vramcalc/core/error.h>

#include <utility>

namespace vramcalc {

Error::Error(ErrorKind kind, Text message, std::optional<Text> hint)
    : std::runtime_error(render(message)),
      kind_(kind),
      message_(std::move(message)),
      hint_(std::move(hint)) {}

}  // namespace vramcalc
