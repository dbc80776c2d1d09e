// A file read by pieces. Not mapped: a file that somebody shortens while it is read must give an
// error, not a signal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace vramcalc::read {

class FileSource {
 public:
  /// Throws Error(not_found) where there is no such file, Error(bad_input) for a folder, a pipe or
  /// a file that cannot be opened.
  explicit FileSource(const std::filesystem::path& path);
  /// Bytes in memory that stand for a file: tests and fuzzing. They outlive it.
  FileSource(std::string_view bytes, std::string_view name);
  ~FileSource();
  FileSource(FileSource&& other) noexcept;
  FileSource& operator=(FileSource&& other) noexcept;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }  // printable: for messages
  [[nodiscard]] std::uint64_t size() const { return size_; }

  /// Fills `target` from `offset` on; fewer bytes only at the end of the file.
  /// Throws Error(bad_input) where the file cannot be read.
  [[nodiscard]] std::size_t read(std::uint64_t offset, std::span<char> target) const;

 private:
  std::string name_;
  std::uint64_t size_ = 0;
  int descriptor_ = -1;
  std::string_view bytes_;
};

}  // namespace vramcalc::read
