#include "read/file_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

namespace vramcalc::read {
namespace {

constexpr std::size_t longest_path_shown = 500;

Error file_error(ErrorKind kind, MessageId message, const std::string& name) {
  return Error(kind, {message, {{"path", name}}});
}

}  // namespace

FileSource::FileSource(const std::filesystem::path& path)
    : name_(printable(path.native(), longest_path_shown)) {
  // Non-blocking, so that a pipe without a writer opens at once and is refused below.
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) {
    const bool missing = errno == ENOENT || errno == ENOTDIR;
    throw missing ? file_error(ErrorKind::not_found, MessageId::read_file_missing, name_)
                  : file_error(ErrorKind::bad_input, MessageId::read_file_unreadable, name_);
  }
  struct stat status {};
  const bool known = ::fstat(descriptor_, &status) == 0;
  if (!known || !S_ISREG(status.st_mode)) {
    const MessageId message = !known                    ? MessageId::read_file_unreadable
                              : S_ISDIR(status.st_mode) ? MessageId::read_file_folder
                                                        : MessageId::read_file_not_regular;
    ::close(descriptor_);
    throw file_error(ErrorKind::bad_input, message, name_);
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

FileSource::FileSource(std::string_view bytes, std::string_view name)
    : name_(printable(name, longest_path_shown)), size_(bytes.size()), bytes_(bytes) {}

FileSource::~FileSource() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

FileSource::FileSource(FileSource&& other) noexcept
    : name_(std::move(other.name_)),
      size_(std::exchange(other.size_, 0)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      bytes_(std::exchange(other.bytes_, {})) {}

FileSource& FileSource::operator=(FileSource&& other) noexcept {
  std::swap(name_, other.name_);
  std::swap(size_, other.size_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

std::size_t FileSource::read(std::uint64_t offset, std::span<char> target) const {
  if (offset >= size_) {
    return 0;
  }
  const std::size_t wanted = std::min<std::uint64_t>(target.size(), size_ - offset);
  if (descriptor_ < 0) {
    std::memcpy(target.data(), bytes_.data() + offset, wanted);
    return wanted;
  }
  std::size_t done = 0;
  while (done < wanted) {
    const ssize_t count = ::pread(descriptor_, target.data() + done, wanted - done,
                                  static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      throw file_error(ErrorKind::bad_input, MessageId::read_file_unreadable, name_);
    }
    if (count == 0) {
      break;  // somebody has shortened it since it was opened
    }
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace vramcalc::read
