// Small safetensors files for tests.
#pragma once

#include <cstdint>
#include <string>

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

}  // namespace vramcalc::test
