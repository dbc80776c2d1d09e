// What stands in the place of an answer that `batch` has not, and the ids of its lines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <vramcalc/core/error.h>

namespace vramcalc::report {

/// Well-formed UTF-8 as a text of JSON, with its quotes.
[[nodiscard]] std::string json_text(std::string_view text);

/// `{"id":7,"error":{...}}`; `id` is JSON, empty where the request has none.
[[nodiscard]] std::string error_line(std::string_view id, const Error& error, std::uint64_t line);

/// Likewise for a fault of the program.
[[nodiscard]] std::string fault_line(std::string_view id, std::string_view what,
                                     std::uint64_t line);

/// `document`, an object on one line, with the id as its first field.
[[nodiscard]] std::string with_id(std::string_view id, std::string_view document);

}  // namespace vramcalc::report
