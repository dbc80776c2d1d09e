#include "read/read_file.h"

#include <algorithm>
#include <fstream>
#include <system_error>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

namespace vramcalc::read {
namespace {

Error file_error(ErrorKind kind, MessageId message, const std::filesystem::path& path,
                 Fields fields = {}) {
  fields.emplace_back("path", printable(path.string(), 500));
  return Error(kind, {message, std::move(fields)});
}

}  // namespace

std::string read_file(const std::filesystem::path& path, Bytes most) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw file_error(ErrorKind::not_found, MessageId::read_file_missing, path);
  }
  if (std::filesystem::is_directory(status)) {
    throw file_error(ErrorKind::bad_input, MessageId::read_file_folder, path);
  }
  std::ifstream in{path, std::ios::binary};
  std::string text;
  // Counted while reading: the size that the system reports is 0 for a pipe and may grow.
  std::string block(std::size_t{1} << 16U, '\0');
  while (in && text.size() <= most.count()) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block, 0, static_cast<std::size_t>(in.gcount()));
  }
  if (text.size() > most.count()) {
    throw file_error(ErrorKind::bad_input, MessageId::read_file_too_large, path,
                     {{"mebibytes", most.count() / mebibyte.count()}});
  }
  if (!in.eof()) {
    throw file_error(ErrorKind::bad_input, MessageId::read_file_unreadable, path);
  }
  return text;
}

}  // namespace vramcalc::read
