// Small safetensors files for tests, and a folder to lay them in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include <unistd.h>

namespace vramcalc::test {

/// Eight bytes of length, a header and so many bytes of data.
inline std::string safetensors(const std::string& header, std::size_t data_bytes) {
  std::string file;
  for (unsigned i = 0; i < 8; ++i) {
    file += static_cast<char>(header.size() >> (8 * i) & 0xFFU);
  }
  return file + header + std::string(data_bytes, '\0');
}

/// A header written tensor by tensor, each behind the one before.
class SafetensorsWriter {
 public:
  SafetensorsWriter& add(const std::string& name, const std::string& dtype,
                         const std::string& shape, std::size_t bytes) {
    header_ += header_.empty() ? "{" : ",";
    header_ += "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
               ",\"data_offsets\":[" + std::to_string(bytes_) + "," +
               std::to_string(bytes_ + bytes) + "]}";
    bytes_ += bytes;
    return *this;
  }
  [[nodiscard]] std::string file() const { return safetensors(header_ + "}", bytes_); }

 private:
  std::string header_;
  std::size_t bytes_ = 0;
};

/// A folder of its own, gone afterwards.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() /
              ("vramcalc-" + name + "-" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, const std::string& content) const {
    std::ofstream{path_ / name, std::ios::binary} << content;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace vramcalc::test
