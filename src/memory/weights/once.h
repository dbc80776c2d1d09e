// A value that is made when it is first asked for.
#pragma once

#include <mutex>
#include <optional>

namespace vramcalc::memory {

/// Made once, whoever asks, several threads too; where making it throws, the next asks again.
template <typename Value>
class Once {
 public:
  template <typename Make>
  [[nodiscard]] const Value& get(Make make) const {
    std::call_once(is_made_, [&] { value_.emplace(make()); });
    return *value_;
  }

 private:
  mutable std::once_flag is_made_;
  mutable std::optional<Value> value_;
};

}  // namespace vramcalc::memory
