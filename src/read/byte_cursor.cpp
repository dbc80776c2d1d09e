#include "read/byte_cursor.h"

#include <algorithm>

#include <vramcalc/core/error.h>

namespace vramcalc::read {

ByteCursor::ByteCursor(const FileSource& file, std::uint64_t position)
    : file_(&file),
      // NOLINTNEXTLINE(*-avoid-c-arrays)
      window_(std::make_unique_for_overwrite<char[]>(
          std::min<std::uint64_t>(window_size, file.size()))),
      window_start_(std::min(position, file.size())) {}

void ByteCursor::skip(std::uint64_t count) {
  if (count <= filled_ - next_) {
    next_ += static_cast<std::size_t>(count);
    return;
  }
  require(count);
  window_start_ = position() + count;
  next_ = 0;
  filled_ = 0;
}

void ByteCursor::refill(std::size_t count) {
  require(count);
  window_start_ = position();
  next_ = 0;
  filled_ = file_->read(window_start_,
                        {window_.get(), std::min<std::uint64_t>(window_size, file_->size())});
  if (count > filled_) {  // longer than a window, or somebody has shortened the file
    fail_short(count, filled_);
  }
}

void ByteCursor::fail_short(std::uint64_t count, std::uint64_t available) const {
  throw Error(ErrorKind::bad_input,
              {MessageId::read_file_cut, {{"path", file_->name()}, {"missing", count - available}}},
              Text{MessageId::hint_download_again, {}});
}

}  // namespace vramcalc::read
