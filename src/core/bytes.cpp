#include <vramcalc/core/bytes.h>

#include <limits>

#include <vramcalc/core/error.h>

namespace vramcalc {
namespace {

__extension__ using Wide = unsigned __int128;

Bytes narrowed(Wide count) {
  if (count > std::numeric_limits<std::uint64_t>::max()) {
    throw_size_overflow();
  }
  return Bytes{static_cast<std::uint64_t>(count)};
}

}  // namespace

void throw_size_overflow() {
  throw Error(ErrorKind::bad_input, {MessageId::error_size_overflow, {}});
}

Bytes scaled(Bytes size, Ratio factor) {
  const Wide product = Wide{size.count()} * factor.numerator;
  return narrowed((product + factor.denominator / 2) / factor.denominator);
}

Bytes share_of(Bytes size, std::uint64_t parts) {
  return Bytes{size.count() / parts + (size.count() % parts == 0 ? 0 : 1)};
}

Bytes share_of(Bytes size, Bytes part, Bytes whole) {
  const Wide product = Wide{size.count()} * part.count();
  return narrowed((product + whole.count() - 1) / whole.count());
}

double fraction(Bytes part, Bytes whole) {
  return whole.count() == 0
             ? 0.0
             : static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

}  // namespace vramcalc
